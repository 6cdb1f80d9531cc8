package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.SystemIdentity;
import java.util.Optional;

/** Decides where a stream begins; asks nobody, does nothing. */
final class StartingPoint {

  private StartingPoint() {}

  /**
   * Where the stream goes on after what is archived.
   *
   * @param archived where the archive ends, in its newest timeline
   * @param server where the server stands
   * @param line where the server's timeline comes from
   * @throws LogUnusable when what is archived is not of this server's past
   */
  static LogPosition after(
      LogPosition archived, SystemIdentity server, TimelineHistory line, int segmentSize) {
    if (archived.timeline() == server.timeline()) {
      if (server.flushed().isBefore(archived.lsn())) {
        throw new LogUnusable(
            "server-behind-archive",
            "The server's log ends at %s, its archive at %s: has an older copy of it been started?"
                .formatted(server.flushed(), archived));
      }
      return archived;
    }
    Optional<Lsn> left = line.endOf(archived.timeline());
    if (left.isEmpty()) {
      throw new LogUnusable(
          "timeline-unrelated",
          "The server writes timeline %d, which does not descend from the archive's %d"
              .formatted(server.timeline(), archived.timeline()));
    }
    if (archived.lsn().isBefore(left.get())) {
      return archived;
    }
    return new LogPosition(childOf(archived.timeline(), line), left.get())
        .segmentStart(segmentSize);
  }

  private static int childOf(int timeline, TimelineHistory line) {
    return line.branches().stream()
        .mapToInt(TimelineHistory.Branch::timeline)
        .filter(ancestor -> ancestor > timeline)
        .min()
        .orElse(line.timeline());
  }
}

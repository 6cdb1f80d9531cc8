package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.repository.ServerArchive;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What time it is by a server's own clock, by which its backups and commits are dated. That one and
 * ours may differ by days, and either may be wrong for a while.
 */
@Component
public class ServerClocks {

  private final Function<UUID, Optional<Instant>> covered;
  private final Clock clock;

  @Autowired
  ServerClocks(WalReceivers logs, Clock clock) {
    this(
        id -> logs.status(id).flatMap(status -> Optional.ofNullable(status.coveredUntil())), clock);
  }

  /**
   * @param covered up to when all that a server did is safe, by its clock, if it was heard
   */
  public ServerClocks(Function<UUID, Optional<Instant>> covered, Clock clock) {
    this.covered = covered;
    this.clock = clock;
  }

  /**
   * The latest instant that both clocks have reached for sure. For a server that isn't heard, time
   * stands still; one that is gone has no clock any more, and ours alone counts.
   */
  public Instant reached(ProtectedServer server, ServerArchive archive) {
    Instant ours = clock.instant();
    if (!server.isLiving()) {
      return ours;
    }
    Instant theirs =
        covered.apply(server.id()).or(() -> lastBackupOf(archive)).orElse(Instant.EPOCH);
    return theirs.isBefore(ours) ? theirs : ours;
  }

  private static Optional<Instant> lastBackupOf(ServerArchive archive) {
    return archive.backups().stream()
        .map(backup -> backup.facts().stoppedAt())
        .max(Comparator.naturalOrder());
  }
}

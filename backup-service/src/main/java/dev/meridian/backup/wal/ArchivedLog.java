package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.wal.UnreadableLog;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is archived of a server's log: where it ends, and since when it has no gap. */
final class ArchivedLog {

  private static final int CHUNK = 256 << 10;

  private ArchivedLog() {}

  /** Where it ends, in its newest timeline; empty when there is nothing. */
  static Optional<LogPosition> end(WalCoverage coverage) {
    if (coverage.ranges().isEmpty()) {
      return Optional.empty();
    }
    int newest = coverage.timelines().last();
    return coverage.end(newest).map(end -> new LogPosition(newest, end));
  }

  /**
   * Since which position the log up to {@code end} is there without a gap; the byte at {@code end}
   * itself need not be there.
   *
   * @param line where the timeline of {@code end} comes from
   */
  public static Lsn unbrokenFrom(TimelineHistory line, WalCoverage coverage, Lsn end) {
    List<WalRange> ranges = new ArrayList<>(coverage.ranges());
    ranges.add(new WalRange(line.timeline(), end, end.plus(1)));
    WalCoverage joined = WalCoverage.of(ranges);
    Lsn start = startOf(joined.ranges(line.timeline()), end).orElse(end);
    for (TimelineHistory.Branch branch : line.branches().reversed()) {
      Optional<Lsn> before = startOf(joined.ranges(branch.timeline()), branch.end().plus(-1));
      if (branch.end().isBefore(start) || before.isEmpty()) {
        break;
      }
      start = before.get().isBefore(start) ? before.get() : start;
    }
    return start;
  }

  private static Optional<Lsn> startOf(List<WalRange> ranges, Lsn position) {
    return ranges.stream()
        .filter(range -> !position.isBefore(range.start()) && position.isBefore(range.end()))
        .map(WalRange::start)
        .findFirst();
  }

  /**
   * A reader that has read the archive up to where it ends, so that it knows the record that is
   * under way there.
   */
  static WalReader readerAt(ServerArchive archive, LogPosition end, int segmentSize) {
    WalRange last = archive.wal().coverage().ranges(end.timeline()).getLast();
    Lsn from = lastSegment(end, segmentSize).lsn();
    while (true) {
      Lsn start = from.isBefore(last.start()) ? last.start() : from;
      WalReader reader = new WalReader(start, segmentSize);
      feed(reader, archive, end.timeline(), start, end.lsn());
      if (reader.records() > 0 || start.equals(last.start())) {
        return reader;
      }
      from = from.plus(-segmentSize);
    }
  }

  /** Where the segment begins that holds the last byte of what is archived. */
  static LogPosition lastSegment(LogPosition end, int segmentSize) {
    return new LogPosition(end.timeline(), end.lsn().plus(-1)).segmentStart(segmentSize);
  }

  /** What can't be read of the last segment of what is archived. */
  static List<UnreadableLog> unreadable(ServerArchive archive, LogPosition end, int segmentSize) {
    Lsn from = lastSegment(end, segmentSize).lsn();
    return archive.wal().unreadable(new WalRange(end.timeline(), from, end.lsn()));
  }

  private static void feed(
      WalReader reader, ServerArchive archive, int timeline, Lsn from, Lsn to) {
    try (InputStream in = archive.wal().read(timeline, from, to)) {
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        reader.accept(ByteBuffer.wrap(chunk, 0, count), end -> {});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

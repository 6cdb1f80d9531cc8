package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.WalSegment;
import dev.meridian.repository.work.ParallelSteps;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Writes a range of the log as the files that PostgreSQL keeps in {@code pg_wal}. */
final class SegmentFiles {

  private final TimelineHistory line;
  private final Lsn from;
  private final Lsn to;
  private final int segmentSize;
  private final Path directory;
  private final SpareSegments spares;

  /** Gives the bytes of a range that was found to be complete. */
  interface Source {
    InputStream read(Lsn from, Lsn to);
  }

  /**
   * @param from the first position of a segment
   */
  SegmentFiles(
      TimelineHistory line,
      Lsn from,
      Lsn to,
      int segmentSize,
      Path directory,
      SpareSegments spares) {
    this.line = line;
    this.from = from;
    this.to = to;
    this.segmentSize = segmentSize;
    this.directory = directory;
    this.spares = spares;
  }

  List<WalSegment> write(Source source) {
    List<WalSegment> segments = segments();
    try {
      Files.createDirectories(directory);
      ParallelSteps.run(
          "wal-segments",
          segments.stream()
              .<ParallelSteps.Step>map(segment -> () -> write(segment, source))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write WAL segments to " + directory, e);
    }
    return segments;
  }

  /**
   * A segment in which a timeline ends is written as the child's, with the parent's bytes before.
   */
  private List<WalSegment> segments() {
    List<WalSegment> segments = new ArrayList<>();
    for (Lsn start = from; start.isBefore(to); start = start.plus(segmentSize)) {
      Lsn last = min(start.plus(segmentSize), to).plus(-1);
      segments.add(WalSegment.at(line.timelineAt(last), start, segmentSize));
    }
    return segments;
  }

  private void write(WalSegment segment, Source source) throws IOException {
    Path file = directory.resolve(segment.name());
    spares.turnOneInto(file);
    try (var out = new RandomAccessFile(file.toFile(), "rw");
        InputStream in = source.read(segment.start(), min(segment.end(), to))) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      in.transferTo(Channels.newOutputStream(out.getChannel()));
      out.setLength(out.getChannel().position());
      out.setLength(segmentSize);
    }
  }

  static void writeHistory(Path directory, int timeline, byte[] content) {
    Path file = directory.resolve(TimelineHistory.fileName(timeline));
    try {
      Files.createDirectories(directory);
      Files.write(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + file, e);
    }
  }

  private static Lsn min(Lsn one, Lsn other) {
    return one.isBefore(other) ? one : other;
  }
}

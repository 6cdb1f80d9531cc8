package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.WalSegment;
import dev.meridian.repository.work.ParallelSteps;
import dev.meridian.repository.work.Progress;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Writes a range of the log as the files that PostgreSQL keeps in {@code pg_wal}. */
final class SegmentFiles {

  private final TimelineHistory line;
  private final Lsn from;
  private final Lsn to;
  private final int segmentSize;
  private final SegmentFolder folder;

  /** Gives the bytes of a range that was found to be complete. */
  interface Source {
    InputStream read(Lsn from, Lsn to);
  }

  /**
   * @param from the first position of a segment
   */
  SegmentFiles(TimelineHistory line, Lsn from, Lsn to, int segmentSize, SegmentFolder folder) {
    this.line = line;
    this.from = from;
    this.to = to;
    this.segmentSize = segmentSize;
    this.folder = folder;
  }

  List<WalSegment> write(Source source, Progress progress) {
    List<WalSegment> segments = segments();
    try {
      Files.createDirectories(folder.path());
      ParallelSteps.run(
          "wal-segments",
          segments.stream()
              .<ParallelSteps.Step>map(segment -> () -> write(segment, source, progress))
              .toList());
      if (folder.durable()) {
        sync(folder.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write WAL segments to " + folder.path(), e);
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

  private void write(WalSegment segment, Source source, Progress progress) throws IOException {
    Path file = folder.path().resolve(segment.name());
    folder.spares().becomes(file);
    try (var out = new RandomAccessFile(file.toFile(), "rw");
        InputStream in = source.read(segment.start(), min(segment.end(), to))) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      FileChannel channel = out.getChannel();
      in.transferTo(new Counted(Channels.newOutputStream(channel), progress));
      if (channel.position() < segmentSize) {
        out.setLength(channel.position());
      }
      out.setLength(segmentSize);
      if (folder.durable()) {
        channel.force(true);
      }
    }
  }

  private static final class Counted extends FilterOutputStream {

    private final Progress progress;

    Counted(OutputStream out, Progress progress) {
      super(out);
      this.progress = progress;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      progress.add(length);
    }
  }

  static void writeHistory(Path directory, int timeline, byte[] content, boolean sync) {
    Path file = directory.resolve(TimelineHistory.fileName(timeline));
    try {
      Files.createDirectories(directory);
      Files.write(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      if (sync) {
        sync(file);
        sync(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + file, e);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Lsn min(Lsn one, Lsn other) {
    return one.isBefore(other) ? one : other;
  }
}

package dev.meridian.host.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.repository.wal.SpareSegments;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Takes log away that was replayed, so that it takes little of the disk's room: its files are
 * written over by what comes next, or go. What PostgreSQL may read once more stays: what its reader
 * is ahead of its replay, and all from the last record that it replays on.
 */
final class PassedWal {

  /** PostgreSQL reads 512 KiB ahead, as long as nobody sets {@code wal_decode_buffer_size}. */
  private static final int KEPT_SEGMENTS = 2;

  private final Path folder;
  private final int segmentSize;
  private final Lsn last;
  private final Path replaying;
  private final SpareSegments spares;
  private final PreparedTransactions prepared;
  private Lsn removedTo = Lsn.ZERO;
  private volatile boolean removed;

  /**
   * @param folder where the log is
   * @param last where the first segment begins that stays in any case
   * @param replaying a file that is there once PostgreSQL replays the log in its order
   * @param spares gets the files
   * @param prepared whose log stays
   */
  PassedWal(
      Path folder,
      int segmentSize,
      Lsn last,
      Path replaying,
      SpareSegments spares,
      PreparedTransactions prepared) {
    this.folder = folder;
    this.segmentSize = segmentSize;
    this.last = last;
    this.replaying = replaying;
    this.spares = spares;
    this.prepared = prepared;
  }

  /** Whether anything was removed. */
  boolean hasRemoved() {
    return removed;
  }

  /**
   * Removes what was replayed by now.
   *
   * @param asked where the segment begins that PostgreSQL asked for last
   */
  void remove(Supplier<Optional<Lsn>> asked) {
    // Before it replays it looks for its checkpoint, which may lie far behind where replay begins.
    if (!Files.exists(replaying)) {
      return;
    }
    Lsn to = asked.get().map(this::stillRead).orElse(Lsn.ZERO);
    if (removedTo.isBefore(to)) {
      removeBefore(to);
      removedTo = to;
    }
  }

  /** Where the first segment begins that is still read, when this one was asked for. */
  private Lsn stillRead(Lsn asked) {
    long kept = (long) KEPT_SEGMENTS * segmentSize;
    Lsn needed = asked.minus(Lsn.ZERO) < kept ? Lsn.ZERO : asked.plus(-kept);
    Lsn replayedAgain = prepared.firstNeeded(needed).map(this::startOfSegment).orElse(last);
    return Stream.of(needed, last, replayedAgain).min(Lsn::compareTo).orElseThrow();
  }

  private Lsn startOfSegment(Lsn position) {
    return new Lsn(position.position() & -(long) segmentSize);
  }

  private void removeBefore(Lsn to) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (WalSegment.isName(name) && WalSegment.parse(name, segmentSize).start().isBefore(to)) {
          removed = true;
          spares.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("Cannot remove replayed log in " + folder, e);
    }
  }
}

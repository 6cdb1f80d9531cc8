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
  private Lsn removedTo = Lsn.ZERO;
  private volatile boolean removed;

  /**
   * @param folder where the log is
   * @param last where the first segment begins that stays in any case
   * @param replaying a file that is there once PostgreSQL replays the log in its order
   * @param spares get the files, as long as more log comes
   */
  PassedWal(Path folder, int segmentSize, Lsn last, Path replaying, SpareSegments spares) {
    this.folder = folder;
    this.segmentSize = segmentSize;
    this.last = last;
    this.replaying = replaying;
    this.spares = spares;
  }

  /** Whether anything was removed. */
  boolean hasRemoved() {
    return removed;
  }

  /**
   * Removes what was replayed by now.
   *
   * @param asked where the segment begins that PostgreSQL asked for last
   * @param more whether more log comes
   */
  void remove(Supplier<Optional<Lsn>> asked, boolean more) {
    // Before it replays it looks for its checkpoint, which may lie far behind where replay begins.
    if (!Files.exists(replaying)) {
      return;
    }
    Lsn to = asked.get().map(this::stillRead).orElse(Lsn.ZERO);
    if (removedTo.isBefore(to)) {
      removeBefore(to, more);
      removedTo = to;
    }
  }

  /** Where the first segment begins that is still read, when this one was asked for. */
  private Lsn stillRead(Lsn asked) {
    long kept = (long) KEPT_SEGMENTS * segmentSize;
    Lsn needed = asked.minus(Lsn.ZERO) < kept ? Lsn.ZERO : asked.plus(-kept);
    return last.isBefore(needed) ? last : needed;
  }

  private void removeBefore(Lsn to, boolean more) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (WalSegment.isName(name) && WalSegment.parse(name, segmentSize).start().isBefore(to)) {
          removed = true;
          if (more) {
            spares.add(file);
          } else {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("Cannot remove replayed log in " + folder, e);
    }
  }
}

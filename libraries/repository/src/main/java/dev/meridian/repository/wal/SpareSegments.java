package dev.meridian.repository.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Files of segments that nobody needs or reads any more. To write over one costs much less than to
 * make another: the system has its pages in memory already, and its blocks on the disk.
 */
public final class SpareSegments {

  private final Path folder;
  private final Deque<Path> files = new ConcurrentLinkedDeque<>();
  private int most;

  /**
   * None yet.
   *
   * @param folder where they are kept, and nothing else, on the file system of those that are
   *     written; made when the first one comes
   * @param most how many are kept
   */
  public SpareSegments(Path folder, int most) {
    this.folder = folder;
    this.most = most;
  }

  /**
   * Takes a file away from where it is, if it is there; it is kept, or deleted if there are enough.
   * By one thread, with names that differ.
   *
   * @throws IOException when it can't be taken away
   */
  public void add(Path file) throws IOException {
    if (files.size() >= most) {
      Files.deleteIfExists(file);
      return;
    }
    Files.createDirectories(folder);
    Path kept = folder.resolve(file.getFileName());
    try {
      Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
      files.addLast(kept);
    } catch (NoSuchFileException e) {
      // Somebody else took it away.
    }
  }

  /**
   * Makes one of them the file {@code wanted}, whatever is in it, if there is any. By any thread.
   *
   * @throws IOException when it can't
   */
  void turnOneInto(Path wanted) throws IOException {
    Path spare = files.pollLast();
    if (spare != null) {
      Files.move(spare, wanted, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Deletes all; from here on none is kept.
   *
   * @throws IOException when one can't be deleted
   */
  public void close() throws IOException {
    most = 0;
    for (Path file = files.pollFirst(); file != null; file = files.pollFirst()) {
      Files.deleteIfExists(file);
    }
  }
}

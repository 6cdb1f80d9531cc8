package dev.meridian.repository.wal;

import java.io.IOException;
import java.nio.file.Files;
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

  /**
   * None yet.
   *
   * @param folder where they are kept, on the file system of those that are written; made when the
   *     first one comes
   */
  public SpareSegments(Path folder) {
    this.folder = folder;
  }

  /** Takes a file away from where it is, if it is there, and keeps it. */
  public void add(Path file) throws IOException {
    Files.createDirectories(folder);
    Path kept = folder.resolve(file.getFileName());
    if (Files.exists(file)) {
      Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
      files.addLast(kept);
    }
  }

  /** Makes one of them the file {@code wanted}, whatever is in it, if there is any. */
  void becomes(Path wanted) throws IOException {
    Path spare = files.pollLast();
    if (spare != null) {
      Files.move(spare, wanted, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Deletes all. */
  public void clear() throws IOException {
    for (Path file = files.pollFirst(); file != null; file = files.pollFirst()) {
      Files.deleteIfExists(file);
    }
  }
}

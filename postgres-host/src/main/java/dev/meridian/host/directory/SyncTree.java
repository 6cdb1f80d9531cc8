package dev.meridian.host.directory;

import dev.meridian.repository.work.ParallelSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes trees of files durable: each file, and each folder, which holds the names. Links are not
 * followed; what they lead to is a tree of its own.
 */
final class SyncTree {

  private final List<Path> roots;

  SyncTree(List<Path> roots) {
    this.roots = roots;
  }

  void run() {
    try {
      ParallelSteps.run(
          "sync", paths().stream().<ParallelSteps.Step>map(path -> () -> sync(path)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make files durable in " + roots, e);
    }
  }

  /** All files and folders, and the folders that hold the roots. */
  List<Path> paths() throws IOException {
    List<Path> paths = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> tree = Files.walk(root)) {
        tree.filter(SyncTree::isFileOrFolder).forEach(paths::add);
      }
      Path above = root.getParent();
      if (above != null && !paths.contains(above)) {
        paths.add(above);
      }
    }
    return paths;
  }

  private static boolean isFileOrFolder(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}

package dev.meridian.host.directory;

import dev.meridian.repository.work.ParallelSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes trees of files durable: each file, and each folder, which holds the names. Links are not
 * followed; what they lead to is a tree of its own.
 */
final class SyncTree {

  private final List<Path> roots;
  private final List<Path> above;

  /**
   * Not yet durable.
   *
   * @param above the folders that hold the roots' names, and those of these folders in turn, as far
   *     as any of them may be new
   */
  SyncTree(List<Path> roots, List<Path> above) {
    this.roots = roots;
    this.above = above;
  }

  void run() {
    try {
      ParallelSteps.run("sync", steps -> forEach(path -> steps.accept(() -> sync(path))));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make files durable in " + roots, e);
    }
  }

  /**
   * Makes files durable that somebody still writes to, one after the other: what is left for {@link
   * #run} is less then. What is gone meanwhile is no loss.
   *
   * @param ended asked before each
   */
  void begin(BooleanSupplier ended) throws IOException {
    for (Path root : roots) {
      Files.walkFileTree(root, new Beginning(ended));
    }
  }

  private static final class Beginning extends SimpleFileVisitor<Path> {

    private final BooleanSupplier ended;

    Beginning(BooleanSupplier ended) {
      this.ended = ended;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (ended.getAsBoolean()) {
        return FileVisitResult.TERMINATE;
      }
      if (attributes.isRegularFile()) {
        try {
          sync(file);
        } catch (NoSuchFileException e) {
          // PostgreSQL has removed it.
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      return goOn(e);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      return goOn(e);
    }

    private static FileVisitResult goOn(@Nullable IOException e) throws IOException {
      if (e != null && !(e instanceof NoSuchFileException)) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /** All files and folders, of which there may be very many, and at last the folders above. */
  void forEach(Consumer<Path> paths) throws IOException {
    for (Path root : roots) {
      try (Stream<Path> tree = Files.walk(root)) {
        tree.filter(SyncTree::isFileOrFolder).forEach(paths);
      }
    }
    above.forEach(paths);
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

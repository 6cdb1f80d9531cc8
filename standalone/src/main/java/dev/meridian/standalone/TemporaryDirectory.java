package dev.meridian.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory that is gone when it is closed, unless it is to be kept. */
public final class TemporaryDirectory implements AutoCloseable {

  private final Path path;
  private boolean kept;

  /** A new one, that PostgreSQL's own operating system user can enter. */
  public TemporaryDirectory(String prefix) {
    try {
      // Short, and not where java.io.tmpdir may point to: sockets lie in it.
      path = Files.createTempDirectory(prefix);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Closing it leaves it there. */
  public void keep() {
    kept = true;
  }

  @Override
  public void close() {
    if (kept || !Files.exists(path)) {
      return;
    }
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The temporary directory %s is left: %s".formatted(path, left()), e);
    }
  }

  private List<String> left() {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).map(Path::toString).limit(10).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}

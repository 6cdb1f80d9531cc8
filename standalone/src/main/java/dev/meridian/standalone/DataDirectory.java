package dev.meridian.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * All that one Meridian keeps, and the proof that only one runs on it: a lock that the operating
 * system drops with the process, however that ends.
 */
final class DataDirectory implements AutoCloseable {

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * {@code ~/.meridian}; for root {@code /var/lib/meridian}, as PostgreSQL can't enter its home.
   */
  static Path usual() {
    String set = System.getenv("MERIDIAN_DATA_DIR");
    if (set != null) {
      return Path.of(set);
    }
    return "root".equals(System.getProperty("user.name"))
        ? Path.of("/var/lib/meridian")
        : Path.of(System.getProperty("user.home"), ".meridian");
  }

  /**
   * Takes the directory; makes it first, if it isn't there.
   *
   * @throws StartupFailure when another process has it
   */
  static DataDirectory take(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      FileChannel file =
          FileChannel.open(
              path.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = file.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock == null) {
        String holder = read(file);
        file.close();
        throw new StartupFailure(
            "Meridian runs on %s already, as process %s: use it, stop it with Ctrl-C, or name another directory with --data-dir"
                .formatted(path, holder));
      }
      write(file, Long.toString(ProcessHandle.current().pid()));
      return new DataDirectory(path, file);
    } catch (IOException e) {
      throw new StartupFailure(
          "The data directory %s can't be used (%s): name another one with --data-dir"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    file.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  Path path() {
    return path;
  }

  Path fleet() {
    return path.resolve("fleet");
  }

  Path broker() {
    return path.resolve("broker");
  }

  Path database() {
    return path.resolve("database");
  }

  Path postgresql() {
    return path.resolve("postgresql");
  }

  Path servers() {
    return path.resolve("servers");
  }

  Path log() {
    return path.resolve("meridian.log");
  }

  Path repository(String region) {
    return path.resolve("repositories").resolve(region);
  }

  /** Where the CLI looks up what runs where. */
  Path endpoints() {
    return path.resolve("endpoints.json");
  }

  /** Deletes what lies at a path of this directory, if something does. */
  static void deleteIfExists(@Nullable Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}

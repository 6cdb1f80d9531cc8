package dev.meridian.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory that every OS user may enter, and that vanishes with what runs in it: when closed, or
 * by a guard, a small shell of its own, as soon as this JVM is gone, however it ended.
 */
final class TemporaryDirectory implements AutoCloseable {

  /**
   * Waits for the end of its input, ends the process that a file names if it still works in the
   * directory, and removes the directory. A killed postmaster leaves its shared memory, which the
   * seventh line of its file names.
   */
  private static final String GUARD =
      """
      cat >/dev/null
      pid=$(head -n 1 "$1/$2" 2>/dev/null)
      memory=$(sed -n 7p "$1/$2" 2>/dev/null | awk '{print $2}')
      if [ -d /proc/self ]; then
        case "$(readlink "/proc/$pid/cwd")" in "$1"/*) ;; *) pid= ;; esac
      fi
      if [ -n "$pid" ]; then
        kill -s "$3" "$pid"
        for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" || break; sleep 0.5; done
        kill -s KILL "$pid"
      elif [ -n "$memory" ]; then
        ipcrm -m "$memory"
      fi
      rm -rf "$1"
      """;

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Path path;
  private final Process guard;

  private TemporaryDirectory(Path path, Process guard) {
    this.path = path;
    this.guard = guard;
  }

  /**
   * Makes one.
   *
   * @param pidFile the file in it whose first line, if it is there, is the process to end
   * @param signal what that process is sent
   */
  static TemporaryDirectory create(String name, String pidFile, String signal) {
    try {
      var path = Files.createTempDirectory("meridian-" + name + "-");
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      var shell = new String[] {"sh", "-c", GUARD, "guard", path.toString(), pidFile, signal};
      var builder = new ProcessBuilder(shell);
      if (Files.isExecutable(SETSID)) {
        // A Ctrl-C in our terminal must not reach the guard.
        builder.command().addFirst(SETSID.toString());
      }
      builder.directory(Path.of("/").toFile());
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      return new TemporaryDirectory(path, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary directory", e);
    }
  }

  Path path() {
    return path;
  }

  /** Ends what still runs in the directory and deletes it. */
  @Override
  public void close() {
    try {
      guard.getOutputStream().close();
      guard.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("The guard of %s is gone".formatted(path), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

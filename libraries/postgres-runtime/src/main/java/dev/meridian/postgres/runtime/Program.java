package dev.meridian.postgres.runtime;

import dev.meridian.postgres.runtime.PostgresFailure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one short-lived program and keeps all it printed. */
final class Program {

  private static final Logger log = LoggerFactory.getLogger(Program.class);

  /** What a child inherits: a postmaster must not see the secrets in our environment. */
  private static final List<String> INHERITED = List.of("PATH", "TZ", "TMPDIR");

  /**
   * What a program did.
   *
   * @param exit its exit status
   * @param output all it printed, trimmed
   */
  record Result(int exit, String output) {

    /** What it printed, or a failure if it did not succeed. */
    String require(String what) {
      if (exit != 0) {
        throw new PostgresFailure(
            Reason.PROGRAM_FAILED, "%s failed with status %d: %s".formatted(what, exit, output));
      }
      return output;
    }
  }

  private Program() {}

  /**
   * Runs a command in the root directory, which every OS user may enter, and waits for its end.
   *
   * @throws PostgresFailure if it cannot be run, does not end in time (it is killed then), or the
   *     calling thread is interrupted
   */
  static Result run(List<String> command, Duration timeout) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    builder.environment().keySet().retainAll(INHERITED);
    // Messages that can be read, whoever runs us.
    builder.environment().put("LC_ALL", "C");
    try {
      return waitFor(builder.start(), command, timeout);
    } catch (IOException e) {
      throw new PostgresFailure(Reason.PROGRAM_FAILED, "Cannot run " + command, e);
    }
  }

  private static Result waitFor(Process process, List<String> command, Duration timeout)
      throws IOException {
    process.getOutputStream().close();
    var output = new CompletableFuture<String>();
    Thread.startVirtualThread(() -> readAll(process, output));
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new PostgresFailure(
            Reason.PROGRAM_FAILED, "%s did not end within %s".formatted(command, timeout));
      }
      var result = new Result(process.exitValue(), output.join().strip());
      log.debug("{} ended with {}: {}", command, result.exit(), result.output());
      return result;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new PostgresFailure(Reason.INTERRUPTED, "Interrupted while running " + command, e);
    }
  }

  private static void readAll(Process process, CompletableFuture<String> output) {
    try (var in = process.getInputStream()) {
      output.complete(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      output.completeExceptionally(new UncheckedIOException(e));
    }
  }
}

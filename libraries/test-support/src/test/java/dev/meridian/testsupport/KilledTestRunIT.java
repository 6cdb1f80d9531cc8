package dev.meridian.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledTestRunIT {

  @TempDir Path directory;

  @Test
  void aKilledTestRunLeavesNoProcessAndNoFile() throws IOException {
    var run = startRun();
    var processes = new ArrayList<ProcessHandle>();
    try (var printed = run.inputReader()) {
      for (int i = 0; i < 2; i++) {
        var pid = Long.parseLong(String.valueOf(printed.readLine()));
        processes.add(ProcessHandle.of(pid).orElseThrow());
      }
    }
    assertThat(processes).allMatch(ProcessHandle::isAlive);
    assertThat(directory).isNotEmptyDirectory();

    run.destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(processes).noneMatch(ProcessHandle::isAlive);
              assertThat(directory).isEmptyDirectory();
            });
  }

  private Process startRun() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        List.of(
            java,
            "-Djava.io.tmpdir=" + directory,
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            Run.class.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** A test run that starts all there is, freezes the broker, and waits to be killed. */
  static final class Run {

    private Run() {}

    /** Takes no arguments; prints the process ids. */
    public static void main(String[] arguments) throws InterruptedException {
      var broker = BreakableBroker.start();
      broker.pause();
      System.out.println(broker.pid());
      System.out.println(TestPostgres.shared(18).cluster().pid().orElseThrow());
      Thread.currentThread().join();
    }
  }
}

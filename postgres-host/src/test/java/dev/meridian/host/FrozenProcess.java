package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.host.instance.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process of a server that doesn't get on any more, and ends only when it is killed. */
final class FrozenProcess {

  private FrozenProcess() {}

  /** Freezes the one of that kind, such as {@code checkpointer}. */
  static void of(Instance server, String kind) throws IOException, InterruptedException {
    long postmaster =
        Long.parseLong(
            Files.readAllLines(server.directory().data().resolve("postmaster.pid")).getFirst());
    long frozen =
        ProcessHandle.of(postmaster)
            .orElseThrow()
            .children()
            .filter(process -> title(process).contains(kind))
            .findFirst()
            .orElseThrow()
            .pid();
    Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(frozen)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static String title(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.meridian.postgres.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.runtime.Postmaster.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {

  private static final List<String> READY =
      List.of(
          "4711", "/srv/data", "1700000000", "5500", "/run/sockets", "127.0.0.1", " 5 6", "ready ");

  @TempDir Path directory;

  @Test
  void aCompleteFileIsRead() {
    assertThat(Postmaster.parse(READY))
        .contains(
            new Postmaster(
                4711, Instant.ofEpochSecond(1700000000), 5500, "/run/sockets", Status.READY));
  }

  @Test
  void aFileThatIsStillBeingWrittenIsNone() {
    assertThat(Postmaster.parse(READY.subList(0, 2))).isEmpty();
    assertThat(Postmaster.parse(List.of("47", "/srv/data", ""))).isEmpty();
  }

  @Test
  void aServerThatHasNotSaidItsStatusIsStarting() {
    assertThat(Postmaster.parse(READY.subList(0, 6)).orElseThrow().status())
        .isEqualTo(Status.STARTING);
  }

  @Test
  void anotherProcessWithTheSameNumberIsNoPostmaster() throws IOException {
    var own = Long.toString(ProcessHandle.current().pid());
    Files.write(
        directory.resolve("postmaster.pid"), List.of(own, directory.toString(), "1700000000"));

    assertThat(Postmaster.of(directory)).isEmpty();
  }

  @Test
  void aDirectoryWithoutTheFileHasNoPostmaster() {
    assertThat(Postmaster.of(directory)).isEmpty();
  }
}

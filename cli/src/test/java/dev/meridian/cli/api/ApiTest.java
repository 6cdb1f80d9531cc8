package dev.meridian.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.cli.terminal.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApiTest {

  @Test
  void aServiceThatDoesNotAnswerInTimeIsNotTakenForOneThatIsAway() throws IOException {
    // The operating system takes connections; nobody reads what comes by them.
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Api api =
          Api.at(Service.BACKUP, URI.create("http://127.0.0.1:" + silent.getLocalPort()))
              .within(Duration.ofSeconds(1));

      assertThatThrownBy(() -> api.post("/v1/repository/rebuild", null))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> {
                assertThat(failure.exitCode()).isEqualTo(Failure.FAILED);
                assertThat(failure)
                    .hasMessageStartingWith("answer-timed-out: backup-service at http://127.0.0.1:")
                    .hasMessageContaining("didn't answer within 1 s")
                    .hasMessageNotContaining("meridian up");
              });
    }
  }
}

package dev.meridian.portal.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StepTest {

  private static Restore in(String phase, String waitingFor) {
    return new Restore(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "shop",
        UUID.randomUUID(),
        "shop-1159",
        new Target("Latest", null, null, null, null, null),
        null,
        "Running",
        phase,
        1L,
        2L,
        null,
        waitingFor,
        null,
        null,
        null,
        null,
        Instant.EPOCH);
  }

  private static Step current(String phase, String waitingFor) {
    return Step.of(in(phase, waitingFor)).stream()
        .filter(step -> step.state().equals("current"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStepThatWaitsForTheRepositorySaysSo() {
    Step goesOn = current("fetch files", null);
    Step waits = current("fetch files", "repository");

    assertThat(waits.title()).isEqualTo(goesOn.title()).isEqualTo("Fetch files");
    assertThat(waits.explanation()).contains("repository can't be reached");
    assertThat(goesOn.explanation()).doesNotContain("repository");
  }
}

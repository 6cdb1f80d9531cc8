package dev.meridian.host.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void attemptsGetRarerUpToHalfAMinute() {
    Backoff backoff = new Backoff();
    assertThat(backoff.delay()).isZero();
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      backoff.failed();
      delays.add(backoff.delay());
    }
    assertThat(delays.stream().map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void onlyTheFirstFailureIsTold() {
    Backoff backoff = new Backoff();
    assertThat(backoff.failed()).isTrue();
    assertThat(backoff.failed()).isFalse();
    assertThat(backoff.succeeded()).isTrue();
    assertThat(backoff.succeeded()).isFalse();
    assertThat(backoff.delay()).isZero();
    assertThat(backoff.failed()).isTrue();
  }
}

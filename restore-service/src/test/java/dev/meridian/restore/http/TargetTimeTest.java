package dev.meridian.restore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.messaging.problem.Refused;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTimeTest {

  @Test
  void aTimeWithAnOffsetIsAnInstant() {
    assertThat(TargetTime.parse("2026-11-22T11:59:59+01:00"))
        .isEqualTo(Instant.parse("2026-11-22T10:59:59Z"));
    assertThat(TargetTime.parse("2026-11-22T10:59:59.123456789Z"))
        .isEqualTo(Instant.parse("2026-11-22T10:59:59.123456Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22T11:59:59", "2026-11-22T11:59"})
  void aTimeWithoutAnOffsetIsRefusedAsThat(String text) {
    assertThat(codeOf(text)).isEqualTo("target-time-without-zone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "noon", "2026-11-22", "2026-13-22T11:59:59Z", "1763812799"})
  void whatIsNoTimeIsInvalid(String text) {
    assertThat(codeOf(text)).isEqualTo("target-invalid");
  }

  @Test
  void aMissingTimeIsInvalid() {
    assertThat(codeOf(null)).isEqualTo("target-invalid");
  }

  private static String codeOf(String text) {
    Refused[] caught = new Refused[1];
    assertThatThrownBy(() -> TargetTime.parse(text))
        .isInstanceOfSatisfying(Refused.class, refused -> caught[0] = refused);
    return caught[0].code();
  }
}

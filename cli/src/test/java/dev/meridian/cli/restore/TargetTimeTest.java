package dev.meridian.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTimeTest {

  private static final ZoneId HERE = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:59:59+01:00, 2026-11-22T11:59:59+01:00",
    "2026-11-22t11:59:59z, 2026-11-22T11:59:59Z",
    "2026-11-22 11:59:59.123456+01:00, 2026-11-22T11:59:59.123456+01:00",
    "2026-11-22T11:59+01:00, 2026-11-22T11:59:00+01:00",
    "2026-11-22T11:59:59[Europe/Berlin], 2026-11-22T11:59:59+01:00",
    "2026-07-22T11:59:59[Europe/Berlin], 2026-07-22T11:59:59+02:00",
    "2026-07-22T11:59:59+02:00[Europe/Berlin], 2026-07-22T11:59:59+02:00",
  })
  void aTimeThatIsOneInstantIsRead(String text, String expected) {
    assertThat(TargetTime.parse(text, HERE)).isEqualTo(OffsetDateTime.parse(expected));
  }

  @Test
  void aTimeWithoutAZoneIsRefusedWithWhatWouldWork() {
    assertThatThrownBy(() -> TargetTime.parse("2026-11-22T11:59:59", HERE))
        .hasMessageStartingWith("target-time-without-zone")
        .hasMessageContaining("2026-11-22T11:59:59+01:00")
        .hasMessageContaining("2026-11-22T11:59:59Z");
  }

  @Test
  void aTimeThatWasTwiceIsRefusedWithBoth() {
    assertThatThrownBy(() -> TargetTime.parse("2026-10-25T02:30:00[Europe/Berlin]", HERE))
        .hasMessageContaining("+02:00")
        .hasMessageContaining("+01:00");
  }

  @Test
  void aTimeThatNeverWasIsRefused() {
    assertThatThrownBy(() -> TargetTime.parse("2026-03-29T02:30:00[Europe/Berlin]", HERE))
        .hasMessageContaining("never was");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "noon", "2026-11-22", "11:59:59Z", "2026-11-22T25:00:00Z"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> TargetTime.parse(text, HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("target-invalid");
  }
}

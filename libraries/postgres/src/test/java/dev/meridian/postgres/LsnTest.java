package dev.meridian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @Test
  void theTextFormIsTwoHexadecimalHalves() {
    assertThat(Lsn.parse("16/B374D848")).isEqualTo(new Lsn(0x16_B374_D848L));
    assertThat(Lsn.parse("0/28")).hasToString("0/00000028");
    assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF")).isEqualTo(new Lsn(-1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "1/", "/1", "1", "1/2/3", "-1/2", "1/-2", "G/0", "123456789/0", "1/ 2"})
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lsn.parse(text))
        .withMessageContaining(text);
  }

  @Test
  void positionsAreComparedUnsigned() {
    assertThat(new Lsn(1)).isLessThan(new Lsn(-1));
    assertThat(new Lsn(1).isBefore(new Lsn(2))).isTrue();
    assertThat(new Lsn(2).isBefore(new Lsn(2))).isFalse();
  }

  @Test
  void positionsAreCountedInBytes() {
    assertThat(new Lsn(100).plus(28).minus(new Lsn(100))).isEqualTo(28);
    assertThat(new Lsn(1).minus(new Lsn(3))).isEqualTo(-2);
  }
}

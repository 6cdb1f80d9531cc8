package dev.meridian.host.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL says when amcheck isn't made, by its codes of errors. */
class CheckRelationsTest {

  @ParameterizedTest
  @ValueSource(strings = {"0A000", "58P01", "42723", "42501", "P0001"})
  void whatKeepsAmcheckFromBeingMadeIsAWantOfIt(String sqlState) {
    assertThat(CheckRelations.isForWantOfAmcheck(sqlState)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"53100", "53200", "XX001"})
  void aFullDiskOrDamageIsNoWantOfAmcheck(String sqlState) {
    assertThat(CheckRelations.isForWantOfAmcheck(sqlState)).isFalse();
  }
}

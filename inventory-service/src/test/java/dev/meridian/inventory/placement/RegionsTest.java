package dev.meridian.inventory.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.messaging.problem.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionsTest {

  private static final Region NORTH = new Region("north", "south");
  private static final Region SOUTH = new Region("south", null);

  private final Regions regions = new Regions(List.of(NORTH, SOUTH));

  @Test
  void anyRegionSuitsWhoeverAsksForNone() {
    assertThat(regions.suiting(null)).containsExactly(NORTH, SOUTH);
    assertThat(regions.suiting("south")).containsExactly(SOUTH);
  }

  @Test
  void anUnknownRegionIsRefusedWithThoseThatThereAre() {
    Refused refused = catchThrowableOfType(Refused.class, () -> regions.suiting("atlantis"));

    assertThat(refused.code()).isEqualTo("region-unknown");
    assertThat(refused.facts()).containsEntry("regions", List.of("north", "south"));
  }

  @Test
  void onlyAPairedRegionCopiesItsBackups() {
    assertThat(Regions.paired(List.of(NORTH, SOUTH))).containsExactly(NORTH);
    assertThatNoException().isThrownBy(() -> regions.requirePair("north"));
    assertThat(catchThrowableOfType(Refused.class, () -> regions.requirePair("south")).code())
        .isEqualTo("region-not-paired");
  }

  @Test
  void aRegionThatIsNoLongerKnownIsNotPaired() {
    assertThat(catchThrowableOfType(Refused.class, () -> regions.requirePair("atlantis")).code())
        .isEqualTo("region-not-paired");
  }
}

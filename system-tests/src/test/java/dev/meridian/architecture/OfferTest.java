package dev.meridian.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.inventory.pricing.ComputeTier;
import dev.meridian.inventory.pricing.RestoreTimeObjective;
import dev.meridian.restore.source.Offer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Services know nothing of each other's code, and yet must refuse the same. */
class OfferTest {

  @Test
  void aRestoreOffersWhatInventoryOffers() {
    assertThat(Offer.V_CORES)
        .isEqualTo(
            Arrays.stream(ComputeTier.values())
                .collect(Collectors.toMap(Enum::name, ComputeTier::vCores)));
    assertThat(Offer.REDUNDANCIES)
        .isEqualTo(
            Arrays.stream(ComputeTier.values())
                .collect(
                    Collectors.toMap(
                        Enum::name,
                        tier -> tier.redundancies().stream().map(Enum::name).toList())));
    assertThat(Offer.SHORTEST_OBJECTIVE).isEqualTo(RestoreTimeObjective.SHORTEST);
    assertThat(Offer.LONGEST_OBJECTIVE).isEqualTo(RestoreTimeObjective.LONGEST);
  }
}

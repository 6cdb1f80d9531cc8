package dev.meridian.inventory.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedTierTest {

  private static final PricingTier PRESENT =
      new PricingTier(ComputeTier.GeneralPurpose, 4, 100, 14, Redundancy.Geo);

  private final Findings findings = new Findings();

  @ParameterizedTest
  @CsvSource({
    "Basic, 1, 5, 7, Local",
    "Basic, 2, 16384, 35, Local",
    "GeneralPurpose, 2, 5, 7, Geo",
    "GeneralPurpose, 4, 5, 7, Geo",
    "GeneralPurpose, 8, 5, 7, Geo",
    "GeneralPurpose, 16, 5, 7, Local",
    "GeneralPurpose, 32, 5, 7, Local",
    "GeneralPurpose, 64, 5, 7, Local",
    "MemoryOptimized, 2, 5, 7, Geo",
    "MemoryOptimized, 32, 5, 20, Geo",
  })
  void aTierThatIsOfferedIsGiven(
      String compute, int cores, int storage, int retention, String redundancy) {
    assertThat(new AskedTier(compute, cores, storage, retention, redundancy).checked(findings))
        .contains(
            new PricingTier(
                ComputeTier.valueOf(compute),
                cores,
                storage,
                retention,
                Redundancy.valueOf(redundancy)));
    assertThatNoException().isThrownBy(findings::refuseIfAny);
  }

  @ParameterizedTest
  @CsvSource({
    "basic, 1, 5, 7, Local, compute-tier-invalid, computeTier",
    "Basic, 4, 5, 7, Local, vcores-invalid, vCores",
    "Basic, 0, 5, 7, Local, vcores-invalid, vCores",
    "Basic, 2, 5, 7, Geo, backup-redundancy-not-offered, backupRedundancy",
    "GeneralPurpose, 1, 5, 7, Local, vcores-invalid, vCores",
    "GeneralPurpose, 6, 5, 7, Local, vcores-invalid, vCores",
    "GeneralPurpose, 128, 5, 7, Local, vcores-invalid, vCores",
    "MemoryOptimized, 64, 5, 7, Local, vcores-invalid, vCores",
    "GeneralPurpose, 2, 4, 7, Local, storage-invalid, storageGb",
    "GeneralPurpose, 2, 16385, 7, Local, storage-invalid, storageGb",
    "GeneralPurpose, 2, 5, 6, Local, backup-retention-invalid, backupRetentionDays",
    "GeneralPurpose, 2, 5, 36, Local, backup-retention-invalid, backupRetentionDays",
    "GeneralPurpose, 2, 5, 7, local, backup-redundancy-invalid, backupRedundancy",
    "GeneralPurpose, , 5, 7, Local, vcores-invalid, vCores",
    "GeneralPurpose, 2, , 7, Local, storage-invalid, storageGb",
    ", 2, 5, 7, Local, compute-tier-invalid, computeTier",
  })
  void aTierThatIsNotOfferedIsRefused(
      String compute,
      Integer cores,
      Integer storage,
      int retention,
      String redundancy,
      String code,
      String field) {
    assertThat(new AskedTier(compute, cores, storage, retention, redundancy).checked(findings))
        .isEmpty();

    Refused refused = catchThrowableOfType(Refused.class, findings::refuseIfAny);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.facts()).containsEntry("field", "pricingTier." + field);
  }

  @Test
  void backupsAreKeptForSevenDaysAndLocallyUnlessSomethingElseIsAsked() {
    assertThat(new AskedTier("Basic", 1, 5, null, null).withDefaults())
        .isEqualTo(new AskedTier("Basic", 1, 5, 7, "Local"));
    assertThat(new AskedTier("GeneralPurpose", 2, 5, 9, "Geo").withDefaults())
        .isEqualTo(new AskedTier("GeneralPurpose", 2, 5, 9, "Geo"));
  }

  @Test
  void whatIsNotAskedForStaysAsItIs() {
    assertThat(new AskedTier(null, null, null, null, null).over(PRESENT))
        .isEqualTo(AskedTier.of(PRESENT));
    assertThat(new AskedTier("Basic", 2, 200, 8, "Local").over(PRESENT))
        .isEqualTo(new AskedTier("Basic", 2, 200, 8, "Local"));
  }

  @Test
  void tiersDifferInHowTheyRunOrInHowTheyAreBackedUp() {
    PricingTier runsElse = new PricingTier(ComputeTier.GeneralPurpose, 8, 100, 14, Redundancy.Geo);
    PricingTier backsUpElse =
        new PricingTier(ComputeTier.GeneralPurpose, 4, 100, 15, Redundancy.Geo);

    assertThat(PRESENT.runsLike(runsElse)).isFalse();
    assertThat(PRESENT.backsUpLike(runsElse)).isTrue();
    assertThat(PRESENT.runsLike(backsUpElse)).isTrue();
    assertThat(PRESENT.backsUpLike(backsUpElse)).isFalse();
  }
}

package dev.meridian.inventory.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTierTest {

  private static final PricingTier PRESENT =
      new PricingTier(ComputeTier.GeneralPurpose, 4, 100, 14, Redundancy.Geo, 300);

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
    assertThat(
            new AskedTier(compute, cores, storage, retention, redundancy, "PT5M").checked(findings))
        .contains(
            new PricingTier(
                ComputeTier.valueOf(compute),
                cores,
                storage,
                retention,
                Redundancy.valueOf(redundancy),
                300));
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
    assertThat(
            new AskedTier(compute, cores, storage, retention, redundancy, "PT5M").checked(findings))
        .isEmpty();

    Refused refused = catchThrowableOfType(Refused.class, findings::refuseIfAny);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.facts()).containsEntry("field", "pricingTier." + field);
  }

  @ParameterizedTest
  @CsvSource({"PT30S, 30", "PT24H, 86400", "P1D, 86400", "PT1M30S, 90", "PT90S, 90", "pt5m, 300"})
  void aRestoreMayReplayForHalfAMinuteToADay(String asked, int seconds) {
    PricingTier tier = asking(asked).checked(findings).orElseThrow();

    assertThat(tier.restoreTimeObjectiveSeconds()).isEqualTo(seconds);
    assertThat(tier.restoreTimeObjective()).hasSeconds(seconds);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "PT29S",
        "PT29.999S",
        "PT24H1S",
        "P2D",
        "PT30.5S",
        "PT0S",
        "-PT5M",
        "5m",
        "300",
        "P1M",
        "",
        "PT9999999999999999999S"
      })
  void anotherObjectiveIsRefusedWithWhatWouldWork(String asked) {
    assertThat(asking(asked).checked(findings)).isEmpty();

    Refused refused = catchThrowableOfType(Refused.class, findings::refuseIfAny);
    assertThat(refused.code()).isEqualTo("restore-time-objective-invalid");
    assertThat(refused.reason())
        .contains("PT30S to PT24H")
        .endsWith("got " + (asked == null ? "nothing" : asked));
    assertThat(refused.facts()).containsEntry("field", "pricingTier.restoreTimeObjective");
  }

  private static AskedTier asking(String objective) {
    return new AskedTier("Basic", 1, 5, 7, "Local", objective);
  }

  @Test
  void backupsAreKeptForSevenDaysLocallyAndReplayedForFiveMinutesUnlessSomethingElseIsAsked() {
    assertThat(new AskedTier("Basic", 1, 5, null, null, null).withDefaults())
        .isEqualTo(new AskedTier("Basic", 1, 5, 7, "Local", "PT5M"));
    assertThat(new AskedTier("GeneralPurpose", 2, 5, 9, "Geo", "PT1M").withDefaults())
        .isEqualTo(new AskedTier("GeneralPurpose", 2, 5, 9, "Geo", "PT1M"));
  }

  @Test
  void whatIsNotAskedForStaysAsItIs() {
    assertThat(new AskedTier(null, null, null, null, null, null).over(PRESENT))
        .isEqualTo(AskedTier.of(PRESENT));
    assertThat(new AskedTier("Basic", 2, 200, 8, "Local", "PT1M").over(PRESENT))
        .isEqualTo(new AskedTier("Basic", 2, 200, 8, "Local", "PT1M"));
  }

  @Test
  void tiersDifferInHowTheyRunOrInHowTheyAreBackedUp() {
    PricingTier runsElse =
        new PricingTier(ComputeTier.GeneralPurpose, 8, 100, 14, Redundancy.Geo, 300);
    PricingTier backsUpElse =
        new PricingTier(ComputeTier.GeneralPurpose, 4, 100, 15, Redundancy.Geo, 300);
    PricingTier replaysElse =
        new PricingTier(ComputeTier.GeneralPurpose, 4, 100, 14, Redundancy.Geo, 301);

    assertThat(PRESENT.runsLike(runsElse)).isFalse();
    assertThat(PRESENT.backsUpLike(runsElse)).isTrue();
    assertThat(PRESENT.runsLike(backsUpElse)).isTrue();
    assertThat(PRESENT.backsUpLike(backsUpElse)).isFalse();
    assertThat(PRESENT.runsLike(replaysElse)).isTrue();
    assertThat(PRESENT.backsUpLike(replaysElse)).isFalse();
  }
}

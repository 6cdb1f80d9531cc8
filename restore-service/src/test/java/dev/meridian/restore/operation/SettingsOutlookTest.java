package dev.meridian.restore.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.settings.OwnSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsOutlookTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final OwnSettings OWN =
      OwnSettings.parse("work_mem = '7MB'\nmax_connections = '5000'\n");

  @Test
  void theSourcesOwnGoAlongButForWhatTheTierDecides() {
    SettingsOutlook outlook = outlook(false, OWN);

    assertThat(outlook.choice()).isEqualTo("AsOfTarget");
    assertThat(outlook.carried()).containsExactly("work_mem = 7MB");
    assertThat(outlook.leftBehind())
        .containsExactly("setting max_connections: the tier decides it");
    assertThat(outlook.note())
        .contains(
            "by the last heartbeat before the target",
            "are the ones of 2026-11-22T12:00:00Z",
            "counts if the source has no heartbeat",
            "as of the target");
  }

  @Test
  void withTheTiersDefaultsAllOfThemStayBehind() {
    SettingsOutlook outlook = outlook(true, OWN);

    assertThat(outlook.choice()).isEqualTo("TierDefaults");
    assertThat(outlook.carried()).isEmpty();
    assertThat(outlook.leftBehind()).hasSize(2);
  }

  @Test
  void whereThereAreNoneOrTheyCannotBeReadThatIsSaid() {
    assertThat(outlook(false, OwnSettings.NONE).note()).contains("had written none");
    assertThat(outlook(false, null).note()).contains("can't be read");
    assertThat(outlook(false, null).carried()).isEmpty();
    assertThat(outlook(true, null).note()).doesNotContain("heartbeat");
  }

  private static SettingsOutlook outlook(boolean tierDefaults, @Nullable OwnSettings own) {
    return new SettingsOutlook(tierDefaults, NOON.minusSeconds(9), NOON, own);
  }
}

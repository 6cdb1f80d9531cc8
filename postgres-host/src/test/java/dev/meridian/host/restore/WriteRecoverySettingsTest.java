package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteRecoverySettingsTest {

  @Test
  void aTargetIsTheLastRecordThatIsReplayed() {
    assertThat(WriteRecoverySettings.target(Lsn.parse("16/B374D848"), 3))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "restore_command", "false",
                "recovery_target_timeline", "3",
                "recovery_target_lsn", "16/B374D848",
                "recovery_target_inclusive", "on",
                "recovery_target_action", "pause"));
  }
}

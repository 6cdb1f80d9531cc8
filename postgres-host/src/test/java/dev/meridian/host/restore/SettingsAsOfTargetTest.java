package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.host.heartbeat.HeartbeatTable.Beat;
import dev.meridian.host.heartbeat.SettingsTable.Recorded;
import dev.meridian.postgres.settings.OwnSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettingsAsOfTargetTest {

  private static final Instant BACKUP = Instant.parse("2026-11-22T12:00:00Z");
  private static final Optional<Recorded> LONG_AGO =
      Optional.of(new Recorded(BACKUP.minusSeconds(3600), OwnSettings.NONE));

  @Test
  void whatWasRecordedLongBeforeTheBackupIsNewerThanItIfAHeartbeatFollowedIt() {
    assertThat(SettingsAsOfTarget.newest(BACKUP, beat(BACKUP.plusSeconds(1)), LONG_AGO))
        .isEqualTo(LONG_AGO);
  }

  @Test
  void theBackupIsNewerIfNoHeartbeatFollowedIt() {
    assertThat(SettingsAsOfTarget.newest(BACKUP, beat(BACKUP.minusSeconds(1)), LONG_AGO)).isEmpty();
    assertThat(SettingsAsOfTarget.newest(BACKUP, Optional.empty(), LONG_AGO)).isEmpty();
  }

  @Test
  void whereNothingWasRecordedTheBackupCounts() {
    assertThat(SettingsAsOfTarget.newest(BACKUP, beat(BACKUP.plusSeconds(1)), Optional.empty()))
        .isEmpty();
  }

  private static Optional<Beat> beat(Instant at) {
    return Optional.of(new Beat(UUID.randomUUID(), 7, at, Duration.ofSeconds(5)));
  }
}

package dev.meridian.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BackupPolicyTest {

  private static final UUID ID = new UUID(1, 1);
  private static final ProtectedServer FOUND =
      ProtectedServer.found(ID, "north", "18.6", "7", 1, Instant.EPOCH);
  private static final BackupPolicy TOLD =
      new BackupPolicy(ID, 7, Redundancy.LOCAL, Duration.ofMinutes(1));

  @Test
  void whatIsToldHolds() {
    assertThat(BackupPolicy.of(FOUND.becomes(ProtectionState.ACTIVE, null), TOLD)).isEqualTo(TOLD);
  }

  @Test
  void ofAServerThatOnlyItsArchiveTellsOfAllStaysWhateverIsTold() {
    BackupPolicy policy = BackupPolicy.of(FOUND, TOLD);
    assertThat(policy.retention()).isGreaterThan(BackupPolicy.of(dropped(), null).retention());
    assertThat(policy.retention().toDays()).isGreaterThan(36_000);
    assertThat(policy.redundancy()).isEqualTo(Redundancy.GEO);
  }

  @Test
  void whereNothingIsToldNoLessIsKeptThanAnyPolicyAsksFor() {
    BackupPolicy policy = BackupPolicy.of(dropped(), null);
    assertThat(policy.retentionDays()).isEqualTo(35);
    assertThat(policy.redundancy()).isEqualTo(Redundancy.GEO);
  }

  private static ProtectedServer dropped() {
    return FOUND.becomes(ProtectionState.ENDED, Instant.EPOCH);
  }
}

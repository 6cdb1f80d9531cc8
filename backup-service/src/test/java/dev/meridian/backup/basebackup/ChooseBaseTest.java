package dev.meridian.backup.basebackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChooseBaseTest {

  private static final long CLUSTER = 7;
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final boolean WITH_MANIFEST = true;

  private final ChooseBase choose = new ChooseBase(Duration.ofDays(7));
  private final BackupSummary full = backup(0, Optional.empty(), WITH_MANIFEST);

  /** Begun so many hours after the beginning, and ended an hour later. */
  private static BackupSummary backup(int hour, Optional<UUID> base, boolean manifest) {
    Instant begun = hour(hour);
    var facts =
        new BackupFacts(
            "", "18.6", CLUSTER, 1 << 24, 1, Lsn.ZERO, Lsn.ZERO, begun, begun.plusSeconds(3600));
    return new BackupSummary(
        UUID.randomUUID(), new UUID(1, 1), facts, List.of(), 0, 0, 0, base, manifest);
  }

  private static Instant hour(int hour) {
    return START.plus(Duration.ofHours(hour));
  }

  private Optional<BackupSummary> chosen(int hour, BackupSummary... backups) {
    return choose.of(List.of(backups), CLUSTER, hour(hour));
  }

  @Test
  void theFirstOneIsFull() {
    assertThat(chosen(0)).isEmpty();
  }

  @Test
  void itIsTheNewestInWhateverOrderTheyCome() {
    BackupSummary next = backup(24, Optional.of(full.id()), WITH_MANIFEST);
    BackupSummary newest = backup(48, Optional.of(next.id()), WITH_MANIFEST);

    assertThat(chosen(72, full, newest, next)).contains(newest);
  }

  @Test
  void aFullOneIsDueAWeekAfterTheLastHowManyIncrementalOnesThereMayBe() {
    BackupSummary newest = backup(150, Optional.of(full.id()), WITH_MANIFEST);

    assertThat(chosen(7 * 24 - 1, full, newest)).contains(newest);
    assertThat(chosen(7 * 24, full, newest)).isEmpty();
  }

  @Test
  void theOneBeforeTheNewestIsNoBaseWhereTheNewestHasNoManifest() {
    BackupSummary newest = backup(24, Optional.of(full.id()), !WITH_MANIFEST);

    assertThat(chosen(48, full, newest)).isEmpty();
  }

  @Test
  void anotherClusterHasNothingInCommonWithIt() {
    assertThat(choose.of(List.of(full), CLUSTER + 1, hour(24))).isEmpty();
  }
}

package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.expiry.ExpiryRefused;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExpiryTest {

  private static final Duration RETENTION = Duration.ofDays(7);
  private final MemoryStore store = new MemoryStore();
  private final ServerArchive server =
      Repository.create(store, RepositoryKey.none()).server(UUID.randomUUID());

  @Test
  void theNewestBackupFromBeforeTheWindowStaysAndOlderOnesGo() {
    wal(0x1000000, 0x6000000);
    BackupSummary ancient = backup(0x1000028, 20);
    BackupSummary anchor = backup(0x2000028, 8);
    BackupSummary young = backup(0x5000028, 1);

    ExpiryPlan plan = server.planExpiry(SampleBackups.NOON, RETENTION);

    assertThat(plan)
        .isEqualTo(
            new ExpiryPlan(
                List.of(anchor, young), List.of(ancient), Optional.of(new Lsn(0x2000000))));
    assertThat(
            ExpiryPlan.of(
                List.of(young, ancient, anchor),
                server.wal().coverage(),
                SampleBackups.NOON,
                RETENTION))
        .as("in whatever order they are given")
        .isEqualTo(plan);
    assertThat(server.backups()).hasSize(3);
    server.apply(plan);
    assertThat(server.backups()).containsExactly(anchor, young);
    assertThat(server.wal().coverage().ranges().getFirst().start()).isEqualTo(new Lsn(0x2000000));
    assertThat(store.listAll("servers/"))
        .noneMatch(object -> object.name().contains(ancient.id().toString()));
  }

  @Test
  void aBackupThatEndedJustWhenTheWindowBeginsIsEnough() {
    wal(0x1000000, 0x6000000);
    backup(0x1000028, 20);
    BackupSummary justThen = backup(0x2000028, (int) RETENTION.toDays());

    assertThat(server.planExpiry(SampleBackups.NOON, RETENTION).keep()).containsExactly(justThen);
    assertThat(server.planExpiry(SampleBackups.NOON.minusMillis(1), RETENTION).keep()).hasSize(2);
  }

  @Test
  void aBackupWhoseOwnWalIsMissingIsNoneToRelyOn() {
    wal(0x1000000, 0x2000000);
    wal(0x3000000, 0x6000000);
    BackupSummary good = backup(0x1000028, 20);
    BackupSummary broken = backup(0x2000028, 8);

    assertThat(server.planExpiry(SampleBackups.NOON, RETENTION).keep())
        .containsExactly(good, broken);
  }

  @Test
  void aPlanThatWouldLeaveNoBackupIsRefused() {
    BackupSummary only = backup(0x1000028, 20);

    assertThat(server.planExpiry(SampleBackups.NOON, RETENTION).keep()).containsExactly(only);
    var reckless = new ExpiryPlan(List.of(), List.of(only), Optional.empty());
    assertThatThrownBy(() -> server.apply(reckless)).isInstanceOf(ExpiryRefused.class);
    assertThat(server.backups()).containsExactly(only);
  }

  @Test
  void aPlanThatReliesOnABackupThatIsGoneIsRefused() {
    wal(0x1000000, 0x6000000);
    backup(0x1000028, 20);
    BackupSummary anchor = backup(0x2000028, 8);
    ExpiryPlan plan = server.planExpiry(SampleBackups.NOON, RETENTION);
    String manifest = "servers/" + server.serverId() + "/backups/" + anchor.id() + "/manifest";
    store.delete(List.of(manifest));

    assertThatThrownBy(() -> server.apply(plan)).isInstanceOf(ExpiryRefused.class);
    assertThat(server.backups()).hasSize(1);
  }

  @Test
  void nothingIsDoneForAServerWithoutBackups() {
    wal(0x1000000, 0x2000000);

    server.apply(server.planExpiry(SampleBackups.NOON, RETENTION));

    assertThat(server.wal().coverage().ranges()).hasSize(1);
  }

  private void wal(long from, long to) {
    try (var writer = server.walWriter()) {
      writer.append(1, new Lsn(from), new byte[(int) (to - from)], List.of());
    }
  }

  private BackupSummary backup(long start, int daysAgo) {
    return SampleBackups.take(
        server,
        Map.of("a", new byte[10]),
        SampleBackups.facts(
            new Lsn(start),
            new Lsn(start + 300),
            SampleBackups.NOON.minus(Duration.ofDays(daysAgo))));
  }
}

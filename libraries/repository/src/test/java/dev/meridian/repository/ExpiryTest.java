package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.expiry.ExpiryRefused;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.store.WrappedStore;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
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
    assertThat(server.backups()).hasSize(3);
    apply(plan);
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
    assertThatThrownBy(() -> apply(reckless)).isInstanceOf(ExpiryRefused.class);
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

    assertThatThrownBy(() -> apply(plan)).isInstanceOf(ExpiryRefused.class);
    assertThat(server.backups()).hasSize(1);
  }

  @Test
  void nothingIsDoneForAServerWithoutBackups() {
    wal(0x1000000, 0x2000000);

    apply(server.planExpiry(SampleBackups.NOON, RETENTION));

    assertThat(server.wal().coverage().ranges()).hasSize(1);
  }

  @Test
  void aPlanThatDropsTheBackupOfTheFirstPromisedInstantIsRefused() {
    wal(0x1000000, 0x6000000);
    BackupSummary anchor = backup(0x2000028, 8);
    BackupSummary young = backup(0x5000028, 1);

    refused(
        new ExpiryPlan(List.of(young), List.of(anchor), Optional.of(new Lsn(0x5000000))),
        "2026-11-15T12:00:00.123456Z is promised");
    refused(
        new ExpiryPlan(List.of(young), List.of(anchor), Optional.empty()),
        "2026-11-15T12:00:00.123456Z is promised");
  }

  @Test
  void aPlanThatTakesLogWhichABackupNeedsIsRefused() {
    wal(0x1000000, 0x2800000);
    wal(0x2800000, 0x6000000);
    BackupSummary anchor = backup(0x2000028, 8);
    BackupSummary young = backup(0x5000028, 1);

    List<BackupSummary> both = List.of(anchor, young);
    refused(
        new ExpiryPlan(both, List.of(), Optional.of(new Lsn(0x5000000))),
        "backup %s, which stays, needs it from %s on".formatted(anchor.id(), new Lsn(0x2000000)));
    refused(
        new ExpiryPlan(both, List.of(), Optional.of(new Lsn(0x2000001))),
        "backup %s, which stays".formatted(anchor.id()));
  }

  /** A backup that a plan doesn't name has been completed, or has come back, since. */
  @Test
  void aPlanThatTakesLogOfABackupThatItDoesNotKnowIsRefused() {
    wal(0x1000000, 0x6000000);
    backup(0x1000028, 20);
    backup(0x4000028, 8);
    ExpiryPlan plan = server.planExpiry(SampleBackups.NOON, RETENTION);
    BackupSummary late = backup(0x3000028, 0);

    refused(plan, "backup %s, which stays".formatted(late.id()));
  }

  @Test
  void aPlanForAShorterWindowThanIsPromisedByNowIsRefused() {
    wal(0x1000000, 0x6000000);
    backup(0x1000028, 20);
    backup(0x2000028, 8);
    ExpiryPlan plan = server.planExpiry(SampleBackups.NOON, RETENTION);
    List<StoredObject> before = store.listAll("");

    assertThatThrownBy(() -> server.apply(plan, SampleBackups.NOON, Duration.ofDays(14)))
        .isInstanceOf(ExpiryRefused.class);
    assertThat(store.listAll("")).isEqualTo(before);
    server.apply(plan, SampleBackups.NOON, RETENTION);
    assertThat(server.backups()).hasSize(1);
  }

  /** The server was left at 0/3000000, and goes on beside the one that went on from there. */
  @Test
  void aBackupOfATimelineThatWasLeftIsNoneToRelyOn() {
    wal(0x1000000, 0x4000000);
    BackupSummary good = backup(0x1000028, 20);
    BackupSummary beside = backup(0x3000028, 9);
    try (var writer = server.walWriter()) {
      writer.putHistory(2, "1\t0/3000000\tpromoted\n".getBytes(StandardCharsets.US_ASCII));
      writer.append(2, new Lsn(0x3000000), new byte[0x3000000], List.of());
    }
    BackupSummary young = backup(2, 0x5000028, 1);

    assertThat(server.planExpiry(SampleBackups.NOON, RETENTION).keep())
        .containsExactly(good, beside, young);
    refused(
        new ExpiryPlan(List.of(beside, young), List.of(good), Optional.of(new Lsn(0x3000000))),
        "could not be restored any more on timeline 2");
    ExpiryPlan later = server.planExpiry(SampleBackups.NOON, Duration.ofHours(12));
    assertThat(later.keep()).containsExactly(young);
    server.apply(later, SampleBackups.NOON, Duration.ofHours(12));
    assertThat(server.wal().coverage().timelines()).containsExactly(2);
  }

  @Test
  void whatATimelineThatWasLeftHasOfTheWindowStays() {
    Instant dayFive = SampleBackups.NOON.minus(Duration.ofDays(5));
    var end =
        new TransactionEnd(
            TransactionEnd.Kind.COMMIT, 7, dayFive, new Lsn(0x3800000), new Lsn(0x3800030));
    wal(0x1000000, 0x3000000);
    BackupSummary first = backup(0x1000028, 20);
    try (var writer = server.walWriter()) {
      writer.append(1, new Lsn(0x3000000), new byte[0x1000000], List.of(end));
      writer.putHistory(2, "1\t0/3000000\tpromoted\n".getBytes(StandardCharsets.US_ASCII));
      writer.append(2, new Lsn(0x3000000), new byte[0x3000000], List.of());
    }
    BackupSummary beside = backup(0x3000028, 9);
    BackupSummary anchor = backup(2, 0x5000028, 8);

    assertThat(server.planExpiry(SampleBackups.NOON, RETENTION).keep())
        .containsExactly(beside, anchor);
    refused(
        new ExpiryPlan(List.of(anchor), List.of(first, beside), Optional.of(new Lsn(0x5000000))),
        "could not be restored any more on timeline 1");
    assertThat(server.planExpiry(SampleBackups.NOON, Duration.ofDays(4)).keep())
        .containsExactly(anchor);
  }

  /** The clock that the backup was dated by was days behind, as its log tells. */
  @Test
  void aBackupIsReliedOnFromWhenItsLogSaysThatItEnded() {
    wal(0x1000000, 0x2000000);
    BackupSummary good = backup(0x1000028, 20);
    BackupSummary behind = backup(0x2000028, 8);
    var end =
        new TransactionEnd(
            TransactionEnd.Kind.COMMIT,
            7,
            SampleBackups.NOON.minus(Duration.ofDays(3)),
            new Lsn(0x2000040),
            new Lsn(0x2000070));
    try (var writer = server.walWriter()) {
      writer.append(1, new Lsn(0x2000000), new byte[0x1000000], List.of(end));
    }

    assertThat(server.planExpiry(SampleBackups.NOON, RETENTION).keep())
        .containsExactly(good, behind);
    refused(
        new ExpiryPlan(List.of(behind), List.of(good), Optional.of(new Lsn(0x2000000))),
        "is promised");
  }

  /** What can't be read would be kept for ever otherwise. */
  @Test
  void logThatCannotBeReadExpires() {
    wal(0x1000000, 0x2000000);
    BackupSummary ancient = backup(0x1000028, 20);
    wal(0x3000000, 0x6000000);
    BackupSummary anchor = backup(0x3000028, 8);
    store.listAll("servers/" + server.serverId() + "/wal/").stream()
        .limit(1)
        .forEach(object -> store.replace(object.name(), Content.of(new byte[100])));

    ExpiryPlan plan = server.planExpiry(SampleBackups.NOON, RETENTION);
    assertThat(plan.expire()).containsExactly(ancient);
    apply(plan);
    assertThat(server.backups()).containsExactly(anchor);
    assertThat(server.wal().coverage().ranges()).hasSize(1);
  }

  @Test
  void howeverLongTheLogIsFewHeadersOfItAreRead() {
    wal(0x1000000, 0x9000000);
    BackupSummary ancient = backup(0x1000028, 20);
    backup(0x3000028, 8);
    backup(0x8000028, 1);
    Set<String> read = new HashSet<>();
    var counting =
        new WrappedStore(store) {
          @Override
          protected <T> T call(Supplier<T> real, Runnable part) {
            return real.get();
          }

          @Override
          public InputStream read(String name, long offset, long length) {
            if (name.contains("/wal/")) {
              assertThat(length).isLessThanOrEqualTo(8 << 10);
              read.add(name);
            }
            return super.read(name, offset, length);
          }
        };
    ServerArchive counted =
        Repository.open(counting, RepositoryKey.none()).server(server.serverId());

    ExpiryPlan plan = counted.planExpiry(SampleBackups.NOON, RETENTION);
    assertThat(plan.expire()).containsExactly(ancient);
    counted.apply(plan, SampleBackups.NOON, RETENTION);

    assertThat(read).isNotEmpty().hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void whatTheLogThatGoesTakesIsTold() {
    wal(0x1000000, 0x2000000);
    wal(0x2000000, 0x3000000);
    long all = server.statistics().walBytes();

    assertThat(server.wal().bytesBefore(new Lsn(0x1FFFFFF))).isZero();
    assertThat(server.wal().bytesBefore(new Lsn(0x2000000))).isPositive().isLessThan(all);
    assertThat(server.wal().bytesBefore(new Lsn(0x3000000))).isEqualTo(all);
  }

  private void apply(ExpiryPlan plan) {
    server.apply(plan, SampleBackups.NOON, RETENTION);
  }

  private void refused(ExpiryPlan plan, String why) {
    List<StoredObject> before = store.listAll("");
    assertThatThrownBy(() -> apply(plan))
        .isInstanceOf(ExpiryRefused.class)
        .hasMessageContaining(why);
    assertThat(store.listAll("")).isEqualTo(before);
  }

  private void wal(long from, long to) {
    try (var writer = server.walWriter()) {
      writer.append(1, new Lsn(from), new byte[(int) (to - from)], List.of());
    }
  }

  private BackupSummary backup(long start, int daysAgo) {
    return backup(1, start, daysAgo);
  }

  private BackupSummary backup(int timeline, long start, int daysAgo) {
    Instant stopped = SampleBackups.NOON.minus(Duration.ofDays(daysAgo));
    var facts =
        new BackupFacts(
            "daily",
            "18.6",
            7,
            16 << 20,
            timeline,
            new Lsn(start),
            new Lsn(start + 300),
            stopped.minusSeconds(3),
            stopped);
    return SampleBackups.take(server, Map.of("a", new byte[10]), facts);
  }
}

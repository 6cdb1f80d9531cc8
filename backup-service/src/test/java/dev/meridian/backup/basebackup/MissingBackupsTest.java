package dev.meridian.backup.basebackup;

import static dev.meridian.backup.protection.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.basebackup.MissingBackups.Missing;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.backup.protection.Shop;
import dev.meridian.backup.wal.ServerClocks;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MissingBackupsTest {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

  /** When its server was heard last. */
  private Instant heard = NOON;

  private final MemoryStore store = new MemoryStore();
  private final ServerArchive archive =
      Repository.create(store, RepositoryKey.generate()).server(Shop.ID);
  private final List<Backup> completed = new ArrayList<>();
  private final MissingBackups missing =
      new MissingBackups(
          server -> List.copyOf(completed),
          server -> WEEK,
          new ServerClocks(server -> Optional.of(heard), CLOCK),
          CLOCK);

  /** Of ten days ago, of nine, and so on; the window begins with the one of seven days ago. */
  @BeforeEach
  void backUpEveryDay() {
    for (int days = 10; days > 0; days--) {
      Instant at = NOON.minus(Duration.ofDays(days));
      try (var backup = archive.newBackup()) {
        var start = new Lsn((11L - days) << 24);
        record(backup.complete(new BackupFacts("", "18.6", 7, 16 << 20, 1, start, start, at, at)));
      }
    }
  }

  private void record(BackupSummary summary) {
    Backup backup = Backup.waiting(summary.id(), Shop.ID, BackupReason.SCHEDULED, NOON);
    completed.add(backup.started(NOON, Shop.ID).completed(Completion.of(summary)));
  }

  @Test
  void whatIsThereIsNotMissing() {
    assertThat(missing(ProtectionState.ACTIVE)).isEqualTo(Missing.NOTHING);
  }

  @Test
  void whatCannotBeReadIsNotMissingAndKeepsWhatItMayNeed() {
    damage(10, 3);

    assertThat(missing(ProtectionState.ACTIVE))
        .isEqualTo(new Missing(Set.of(), Set.of(), Set.of(daysAgo(3))));
    assertThat(missing(ProtectionState.ACTIVE).unknown()).containsExactly(daysAgo(3));
  }

  @Test
  void theBackupThatTheWindowBeginsWithKeepsWhatItNeedsThoughItCannotBeRead() {
    damage(10, 9, 8, 7);

    assertThat(missing(ProtectionState.ACTIVE).unknown()).contains(daysAgo(7));
  }

  /** By its server's clock there is a day to go. */
  @Test
  void whatTheServersOwnWindowNeedsIsLost() {
    heard = NOON.minus(Duration.ofDays(1));
    lose(10, 8);

    assertThat(missing(ProtectionState.ACTIVE).lost()).containsExactly(daysAgo(8));
  }

  /** A crash came between the two. */
  @Test
  void whatAnExpiryTookAndDidNotRecordHasExpired() {
    lose(10, 9, 8);

    assertThat(missing(ProtectionState.ACTIVE))
        .isEqualTo(new Missing(Set.of(daysAgo(10), daysAgo(9), daysAgo(8)), Set.of(), Set.of()));
  }

  @Test
  void whatThePromisedWindowNeedsIsLost() {
    lose(10, 6, 1);

    assertThat(missing(ProtectionState.ACTIVE))
        .isEqualTo(new Missing(Set.of(daysAgo(10)), Set.of(daysAgo(6), daysAgo(1)), Set.of()));
  }

  /** Older than the window, but nothing else restores its first instants. */
  @Test
  void theBackupThatTheWindowBeginsWithIsLost() {
    lose(10, 9, 8, 7);

    assertThat(missing(ProtectionState.ACTIVE).lost()).contains(daysAgo(7));
    assertThat(missing(ProtectionState.ACTIVE).expired()).isEmpty();
  }

  @Test
  void anArchiveThatIsGoneIsLostAndHasNotExpired() {
    store.delete(archive.objects().stream().map(object -> object.name()).toList());

    assertThat(missing(ProtectionState.ACTIVE).lost()).hasSize(10);
  }

  @Test
  void nothingIsLostOfAServerOfWhichNothingIsPromisedAnyMore() {
    lose(10, 1);

    assertThat(missing.of(Shop.in(ProtectionState.ENDED, NOON.minus(WEEK)), archive))
        .isEqualTo(new Missing(Set.of(daysAgo(10), daysAgo(1)), Set.of(), Set.of()));
    assertThat(missing.of(Shop.in(ProtectionState.ENDED, NOON), archive).lost())
        .containsExactly(daysAgo(1));
  }

  @Test
  void nothingExpiresOfAServerThatItsArchiveAloneTellsOf() {
    lose(10, 1);

    assertThat(missing(ProtectionState.FOUND))
        .isEqualTo(new Missing(Set.of(), Set.of(daysAgo(10), daysAgo(1)), Set.of()));
  }

  private Missing missing(ProtectionState state) {
    return missing.of(Shop.in(state, null), archive);
  }

  private UUID daysAgo(int days) {
    return completed.get(10 - days).id();
  }

  private void damage(int... daysAgo) {
    for (int days : daysAgo) {
      store.replace(archive.manifestOf(daysAgo(days)), Content.of(new byte[9]));
    }
  }

  private void lose(int... daysAgo) {
    store.delete(
        IntStream.of(daysAgo).mapToObj(days -> archive.manifestOf(daysAgo(days))).toList());
  }
}

package dev.meridian.repository.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is told of an archive is what restore-service plans by. */
class StretchesTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final ServerArchive archive =
      Repository.create(new MemoryStore(), RepositoryKey.generate()).server(UUID.randomUUID());

  @Test
  void theEarliestIsWhenTheBackupHadEndedThoughTheLastCommitInItWasBefore() {
    archive(0, 1000, end(300, 2));
    backup(100, 500, 5);
    archive(1000, 2000, end(1500, 9));

    assertThat(archive.stretches().all()).containsExactly(new Stretch(at(5), at(9)));
  }

  @Test
  void theEarliestIsNotBeforeACommitThatTheBackupHolds() {
    backup(100, 500, 5);
    archive(0, 1000, end(300, 7));
    archive(1000, 2000, end(1500, 9));

    assertThat(archive.stretches().all()).containsExactly(new Stretch(at(7), at(9)));
  }

  @Test
  void theEarliestIsThatOfALaterBackupWhereTheClockWasSetBack() {
    archive(0, 1000, end(300, 60), end(700, 2));
    backup(100, 500, 5);
    archive(1000, 2000, end(1500, 9));
    backup(1100, 1600, 10);
    archive(2000, 3000);

    assertThat(archive.stretches().all()).containsExactly(new Stretch(at(10), at(10)));
  }

  @Test
  void aGapEndsWithTheFirstInstantThatTheBackupAfterItCanBeRestoredTo() {
    archive(0, 1000);
    backup(100, 500, 5);
    archive(2000, 3000, end(2300, 17));
    backup(2100, 2500, 15);

    Stretches stretches = archive.stretches();

    assertThat(stretches.all())
        .containsExactly(new Stretch(at(5), at(5)), new Stretch(at(17), at(17)));
    assertThat(stretches.lastFrom()).isEqualTo(new Lsn(2100));
  }

  /** Where something before it can't be read, what comes is added to that one. */
  @Test
  void theLastOneNeedsTheLogFromItsNewestBackupOn() {
    archive(0, 1000);
    backup(100, 500, 5);
    archive(1000, 3000, end(2300, 17));
    backup(1100, 1600, 15);

    assertThat(archive.stretches().all()).hasSize(1);
    assertThat(archive.stretches().lastFrom()).isEqualTo(new Lsn(1100));
  }

  private void backup(long start, long stop, long ended) {
    try (var writer = archive.newBackup()) {
      writer.complete(
          new BackupFacts(
              "daily",
              "18.6",
              1,
              1 << 20,
              1,
              new Lsn(start),
              new Lsn(stop),
              at(ended - 1),
              at(ended)));
    }
  }

  private void archive(long from, long to, TransactionEnd... ends) {
    try (var writer = archive.walWriter()) {
      writer.append(1, new Lsn(from), new byte[(int) (to - from)], List.of(ends));
    }
  }

  private static TransactionEnd end(long position, long second) {
    return new TransactionEnd(
        TransactionEnd.Kind.COMMIT,
        (int) position,
        at(second),
        new Lsn(position - 48),
        new Lsn(position));
  }

  private static Instant at(long second) {
    return NOON.plusSeconds(second);
  }
}

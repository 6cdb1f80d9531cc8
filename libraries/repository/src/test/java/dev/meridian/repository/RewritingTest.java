package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Rewriting;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The space of pages that were replaced comes back. */
class RewritingTest {

  private static final int PAGE = 8192;
  private static final int PAGES = 100;

  private final MemoryStore store = new MemoryStore();
  private final ServerArchive archive =
      Repository.create(store, RepositoryKey.none()).server(UUID.randomUUID());
  private final Random random = new Random(1);
  private byte[] content = new byte[PAGES * PAGE];
  private int backups;

  @Test
  void aPackThatLittleIsUsedOfGoesWithItsBackup() {
    UUID full = full();

    BackupSummary next = replacing(70, full, new Rewriting(0.5, 1));
    archive.deleteBackup(full);

    assertThat(next.storedBytes()).isBetween((long) PAGES * PAGE, PAGES * PAGE + 1000L);
    assertThat(packs(full)).isZero();
    assertThat(packs(next.id())).isOne();
    isAsItWas(next.id());
  }

  @Test
  void onesThatMuchIsUsedOfStay() {
    UUID full = full();

    BackupSummary next = replacing(40, full, new Rewriting(0.5, 1));
    archive.deleteBackup(full);

    assertThat(next.storedBytes()).isLessThan(41 * PAGE);
    assertThat(packs(full)).isOne();
    isAsItWas(next.id());
  }

  @Test
  void noMoreIsRewrittenThanTheBudgetAllows() {
    UUID full = full();

    BackupSummary kept = replacing(70, full, new Rewriting(0.5, 0.29));
    BackupSummary rewritten = replacing(1, kept.id(), new Rewriting(0.5, 0.31));

    assertThat(kept.storedBytes()).isLessThan(71 * PAGE);
    assertThat(rewritten.storedBytes()).isGreaterThan(29 * PAGE);
    archive.deleteBackup(full);
    archive.deleteBackup(kept.id());
    archive.removeIncomplete(Duration.ZERO);
    assertThat(packs(full)).isZero();
    isAsItWas(rewritten.id());
  }

  /** It may take minutes: nobody must wait for it who is told that only the manifest is missing. */
  @Test
  void whetherABackupMayBeIsAskedWhenOnlyItsManifestIsMissing() {
    UUID full = full();

    BackupSummary next =
        replacing(
                70,
                full,
                new Rewriting(0.5, 1),
                id -> {
                  assertThat(archive.backup(id)).isEmpty();
                  assertThat(bytes(id)).isGreaterThan((long) PAGES * PAGE);
                  return true;
                })
            .orElseThrow();

    assertThat(bytes(next.id())).isGreaterThan((long) PAGES * PAGE);
    isAsItWas(next.id());
  }

  @Test
  void nothingStaysOfOneThatMayNotBe() {
    UUID full = full();

    assertThat(replacing(70, full, new Rewriting(0.5, 1), id -> false)).isEmpty();

    assertThat(archive.backupIds()).containsExactly(full);
    assertThat(store.listAll(""))
        .allSatisfy(each -> assertThat(each.name()).doesNotContain("base"));
    assertThat(archive.verify()).isEmpty();
  }

  private UUID full() {
    random.nextBytes(content);
    try (BackupWriter backup = archive.newBackup(SampleBackups.newId())) {
      SampleBackups.addFile(backup, "base/5/16384", content);
      return backup.complete(facts()).id();
    }
  }

  /** The first pages are new. */
  private BackupSummary replacing(int pages, UUID base, Rewriting rewriting) {
    return replacing(pages, base, rewriting, id -> true).orElseThrow();
  }

  private Optional<BackupSummary> replacing(
      int pages, UUID base, Rewriting rewriting, Predicate<UUID> mayBe) {
    byte[] changed = new byte[pages * PAGE];
    random.nextBytes(changed);
    content = content.clone();
    System.arraycopy(changed, 0, content, 0, changed.length);
    try (BackupWriter backup =
        archive.newBackup(SampleBackups.newId(), base).rewriting(rewriting)) {
      backup.beginFile(new FileHeader("base/5/16384", 0, content.length, 0600, SampleBackups.NOON));
      backup.write(changed, 0, changed.length);
      backup.keep(changed.length, content.length - changed.length);
      backup.endFile();
      return backup.complete(facts(), () -> mayBe.test(backup.id()));
    }
  }

  private BackupFacts facts() {
    Lsn start = new Lsn(0x2000028L + 0x1000L * backups++);
    return SampleBackups.facts(start, start.plus(0x100), SampleBackups.NOON.plusSeconds(backups));
  }

  private long packs(UUID backup) {
    return store.listAll("").stream()
        .filter(object -> object.name().contains(backup + "/pack-"))
        .count();
  }

  private long bytes(UUID backup) {
    return store.listAll("").stream()
        .filter(object -> object.name().contains(backup + "/pack-"))
        .mapToLong(StoredObject::size)
        .sum();
  }

  private void isAsItWas(UUID backup) {
    assertThat(archive.verify()).isEmpty();
    BackedUpFile file = SampleBackups.files(archive.openBackup(backup)).getFirst();
    assertThat(Arrays.equals(archive.openBackup(backup).read(file), content)).isTrue();
  }
}

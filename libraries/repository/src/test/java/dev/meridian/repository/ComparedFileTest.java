package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.ComparedFile;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Large files from a server that cannot tell what changed. */
class ComparedFileTest {

  private static final int PAGE = 8192;
  private static final int PAGES = 400;

  private final MemoryStore store = new MemoryStore();
  private final ServerArchive archive =
      Repository.create(store, RepositoryKey.none()).server(UUID.randomUUID());
  private int backups;

  @Test
  void whatChangedIsStoredAlone() {
    byte[] content = random(PAGES * PAGE);
    UUID base = take(content, null).id();
    byte[] changed = content.clone();
    changed[17 * PAGE] ^= 1;
    changed[PAGES * PAGE - 1] ^= 1;

    BackupSummary second = take(changed, base);

    long expected = 2L * PAGE + PAGES * 16;
    assertThat(second.storedBytes()).isBetween(expected, expected + 200);
    assertThat(content(second.id())).isEqualTo(changed);
    assertThat(content(base)).isEqualTo(content);
  }

  @Test
  void ofWhatDidNotChangeNothingIsStoredNotEvenDigests() {
    byte[] content = random(PAGES * PAGE);
    UUID base = take(content, null).id();

    BackupSummary second = take(content, base);
    BackupSummary third = take(content, second.id());

    assertThat(List.of(second.storedBytes(), third.storedBytes())).containsOnly(0L);
    assertThat(archive.statistics().sharedBytes())
        .isEqualTo(2 * archive.backups().getFirst().storedBytes());
    assertThat(file(third.id()).checksum()).isEqualTo(file(base).checksum()).isPresent();
    archive.deleteBackup(base);
    archive.deleteBackup(second.id());
    assertThat(content(third.id())).isEqualTo(content);
    assertThat(take(content, third.id()).storedBytes()).isZero();
  }

  @Test
  void aFileThatGrewOrShrankKeepsThePagesThatItHad() {
    byte[] content = random(PAGES * PAGE + 100);
    UUID base = take(Arrays.copyOf(content, PAGES * PAGE), null).id();

    BackupSummary grown = take(content, base);
    byte[] less = Arrays.copyOf(content, 150 * PAGE + 7);
    BackupSummary shrunk = take(less, grown.id());

    assertThat(grown.storedBytes()).isLessThan(PAGES * 16 + 400);
    assertThat(content(grown.id())).isEqualTo(content);
    assertThat(shrunk.storedBytes()).isLessThan(150 * 16 + 400);
    assertThat(content(shrunk.id())).isEqualTo(less);
  }

  @Test
  void whereTheBaseHasNoDigestsAllIsStored() {
    byte[] content = random(PAGES * PAGE);
    UUID base;
    try (BackupWriter backup = archive.newBackup()) {
      SampleBackups.addFile(backup, "base/5/16384", content);
      base = backup.complete(facts()).id();
    }

    assertThat(take(content, base).storedBytes()).isGreaterThan(content.length);
  }

  @Test
  void digestsThatAreDamagedAreNamed() {
    byte[] content = random(PAGES * PAGE);
    UUID base = take(content, null).id();
    StoredObject pack =
        store.listAll("").stream()
            .filter(object -> object.name().endsWith("pack-000000"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = store.readBytes(pack.name(), 0, (int) pack.size());
    bytes[bytes.length - 100] ^= 1;
    store.delete(List.of(pack.name()));
    store.putIfAbsent(pack.name(), Content.of(bytes));

    assertThatThrownBy(() -> take(content, base))
        .isInstanceOf(DamagedObject.class)
        .hasMessageContaining(pack.name());
    assertThat(archive.backups()).extracting(BackupSummary::id).containsExactly(base);
  }

  private BackupSummary take(byte[] content, @Nullable UUID base) {
    UUID id = SampleBackups.newId();
    try (BackupWriter backup = base == null ? archive.newBackup(id) : archive.newBackup(id, base)) {
      addCompared(backup, "base/5/16384", content);
      return backup.complete(facts());
    }
  }

  static void addCompared(BackupWriter backup, String path, byte[] content) {
    var header = new FileHeader(path, 0, content.length, 0600, SampleBackups.NOON);
    var file = new ComparedFile(backup, header);
    for (int at = 0; at < content.length; at += 10_000) {
      file.accept(ByteBuffer.wrap(content, at, Math.min(10_000, content.length - at)));
    }
    file.finish();
  }

  private BackupFacts facts() {
    Lsn start = new Lsn(0x2000028L + 0x1000L * backups++);
    return SampleBackups.facts(start, start.plus(0x100), SampleBackups.NOON.plusSeconds(backups));
  }

  private BackedUpFile file(UUID backup) {
    return SampleBackups.files(archive.openBackup(backup)).getFirst();
  }

  private byte[] content(UUID backup) {
    assertThat(archive.openBackup(backup).verify()).isEmpty();
    return archive.openBackup(backup).read(file(backup));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}

package dev.meridian.repository;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A damaged or missing object of each kind comes back from the copy, and only a good one does. */
class HealTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");

  private final RepositoryKey key = RepositoryKey.generate();
  private final Random random = new Random(4);
  private final MemoryStore store = new MemoryStore();
  private MemoryStore copied;

  @BeforeEach
  void fill() {
    ServerArchive archive = Repository.create(store, key).server(SERVER);
    BackupSummary base = SampleBackups.takeUponNone(archive, SampleBackups.facts());
    SampleBackups.takeUpon(archive, base.id(), SampleBackups.facts());
    try (var writer = archive.walWriter()) {
      writer.putHistory(2, "1\t0/2000000\tpromoted\n".getBytes(StandardCharsets.UTF_8));
      writer.append(2, new Lsn(0x2000000), new byte[300_000], List.of());
      writer.putRestorePoint(
          2,
          new RestorePoint("before", SampleBackups.NOON, new Lsn(0x2000100), new Lsn(0x2000180)));
    }
    copied = SampleBackups.copy(store);
  }

  private ServerArchive archive() {
    return Repository.open(store, key).server(SERVER);
  }

  private ServerArchive copy() {
    return Repository.open(copied, key).server(SERVER);
  }

  private List<String> names() {
    return copy().objects().stream().map(StoredObject::name).toList();
  }

  /** Of the object of this name: what is after the server's folder, or the backup's. */
  private static String kind(String name) {
    String[] parts = name.split("/");
    return parts[2].equals("backups") ? parts[4].replaceFirst("-\\d+$", "") : parts[2];
  }

  @Test
  void everyObjectIsGoodAsItWasWritten() {
    assertThat(names().stream().map(HealTest::kind).collect(toSet()))
        .containsExactlyInAnyOrder(
            "key.json",
            "base",
            "pack",
            "postgres-manifest",
            "manifest",
            "wal",
            "timelines",
            "restore-points");
    assertThat(names()).allSatisfy(name -> assertThat(archive().check(name)).isEmpty());
    assertThat(names()).allSatisfy(name -> assertThat(archive().heal(name, copy())).isFalse());
  }

  @Test
  void anObjectThatIsDamagedAnywhereIsNamedAndHealed() {
    for (String name : names()) {
      for (int round = 0; round < 5; round++) {
        damage(store, name);
        assertThat(archive().check(name))
            .as(name)
            .hasValueSatisfying(finding -> assertThat(finding.object()).isEqualTo(name));

        assertThat(archive().heal(name, copy())).as(name).isTrue();
        assertThat(archive().check(name)).isEmpty();
      }
    }
    assertThat(archive().verify()).isEmpty();
  }

  @Test
  void anObjectThatIsMissingOrCutShortOrLongerIsHealed() {
    for (String name : names()) {
      byte[] bytes = store.readBytes(name, 0, 10 << 20);
      store.delete(List.of(name));
      assertThat(archive().heal(name, copy())).as(name).isTrue();
      store.replace(name, Content.of(Arrays.copyOf(bytes, bytes.length - 1)));
      assertThat(archive().heal(name, copy())).as(name).isTrue();
      if (!name.endsWith("key.json")) {
        store.replace(name, Content.of(Arrays.copyOf(bytes, bytes.length + 1)));
        assertThat(archive().heal(name, copy())).as(name).isTrue();
      }
    }
    assertThat(archive().verify()).isEmpty();
  }

  @Test
  void whatIsBadInBothStaysAsItIs() {
    String name = names().stream().filter(each -> each.contains("pack-")).findFirst().orElseThrow();
    damage(store, name);
    damage(copied, name);
    byte[] bad = store.readBytes(name, 0, 10 << 20);

    assertThat(archive().heal(name, copy())).isFalse();
    assertThat(store.readBytes(name, 0, 10 << 20)).isEqualTo(bad);
    copied.delete(List.of(name));
    assertThat(archive().heal(name, copy())).isFalse();
    assertThat(store.readBytes(name, 0, 10 << 20)).isEqualTo(bad);
  }

  private void damage(MemoryStore in, String name) {
    byte[] bytes = in.readBytes(name, 0, 10 << 20);
    if (name.endsWith("key.json")) {
      // In the wrapped key itself: elsewhere a changed character may mean the same.
      int at = new String(bytes, StandardCharsets.UTF_8).indexOf("wrappedKey") + 20;
      bytes[at] = (byte) (bytes[at] == 'A' ? 'B' : 'A');
    } else {
      int bit = random.nextInt(8 * bytes.length);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
    in.replace(name, Content.of(bytes));
  }

  @Test
  void anArchiveThatWasLostGoesOnUnderTheKeyOfItsCopy() {
    var empty = new MemoryStore();
    ServerArchive again = Repository.create(empty, key).server(SERVER);
    again.takeKeyFrom(copy());
    BackupSummary next = SampleBackups.takeUponNone(again, SampleBackups.facts());
    again
        .objects()
        .forEach(
            object ->
                copied.putIfAbsent(
                    object.name(),
                    Content.of(empty.readBytes(object.name(), 0, (int) object.size()))));

    assertThat(copy().backups()).hasSize(3).contains(next);
    assertThat(names()).allSatisfy(name -> assertThat(copy().check(name)).isEmpty());
  }

  @Test
  void whereThereIsNoKeyNoneIsTaken() {
    ServerArchive none = Repository.create(new MemoryStore(), key).server(SERVER);
    ServerArchive other = Repository.create(new MemoryStore(), key).server(SERVER);
    none.takeKeyFrom(other);
    assertThat(none.exists()).isFalse();
    String before = archive().objects().toString();
    archive().takeKeyFrom(copy());
    assertThat(archive().objects()).hasToString(before);
  }
}

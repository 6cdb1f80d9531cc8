package dev.meridian.repository;

import static dev.meridian.repository.SampleBackups.facts;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.StoredObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of object, damaged in every kind of way, is named. */
class DamageTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Lsn START = new Lsn(0x2000000);
  private static final TimelineHistory LINE = new TimelineHistory(1, List.of());

  private final RepositoryKey key = RepositoryKey.generate();
  private MemoryStore store = new MemoryStore();

  private static MemoryStore written(RepositoryKey key) {
    var store = new MemoryStore();
    ServerArchive server = Repository.create(store, key).server(SERVER);
    byte[] content = new byte[1_200_000];
    new Random(1).nextBytes(content);
    try (BackupWriter backup = server.newBackup()) {
      SampleBackups.addFile(backup, "a", content);
      SampleBackups.addFile(backup, "b", new byte[9000]);
      backup.writePostgresManifest(content, 0, 50_000);
      backup.complete(facts());
    }
    var end =
        new TransactionEnd(
            TransactionEnd.Kind.COMMIT, 9, SampleBackups.NOON, START.plus(8), START.plus(64));
    try (var wal = server.walWriter()) {
      wal.append(1, START, Arrays.copyOf(content, 1_100_000), List.of(end));
      wal.putRestorePoint(
          1, new RestorePoint("before", SampleBackups.NOON, START.plus(64), START.plus(128)));
      wal.putHistory(2, "1\t0/3000000\tno recovery target specified\n".getBytes(UTF_8));
    }
    return store;
  }

  static Stream<String> kinds() {
    return Stream.of(
        "/key.json",
        "/pack-000000",
        "/manifest",
        "/postgres-manifest",
        "/wal/",
        "/timelines/",
        "/restore-points/");
  }

  /** A journal is no object; the tests of journals damage it. */
  @Test
  void everyKindOfSealedObjectIsAmongThem() {
    Stream<ObjectKind> sealed =
        Arrays.stream(ObjectKind.values()).filter(kind -> kind != ObjectKind.JOURNAL);
    store = written(key);
    UUID base = server(key).backups().getFirst().id();
    takeUpon(base);

    assertThat(Stream.concat(kinds(), Stream.of("/base")).map(this::magic))
        .as("the first bytes of an object of each kind that is damaged here")
        .containsAll(sealed.map(DamageTest::magic).toList());
  }

  private String magic(String kind) {
    return new String(store.readBytes(objects(kind).getFirst().name(), 0, 4), US_ASCII);
  }

  private static String magic(ObjectKind kind) {
    return switch (kind) {
      case PACK -> "MPCK";
      case MANIFEST -> "MMAN";
      case WAL -> "MWAL";
      case TIMELINE_HISTORY -> "MHIS";
      case POSTGRES_MANIFEST -> "MPGM";
      case CLAIM -> "MBAS";
      case RESTORE_POINT -> "MPNT";
      case JOURNAL -> "MJRN";
    };
  }

  private void takeUpon(UUID base) {
    try (BackupWriter backup = server(key).newBackup(SampleBackups.newId(), base)) {
      SampleBackups.addFile(backup, "a", new byte[10]);
      backup.complete(facts());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFlippedBitIsNoticedAndItsObjectNamed(String kind) {
    var random = new Random(2);
    for (RepositoryKey each : List.of(key, RepositoryKey.none())) {
      MemoryStore original = written(each);
      for (int flip = 0; flip < 16; flip++) {
        store = SampleBackups.copy(original);
        List<StoredObject> objects = objects(kind);
        if (objects.isEmpty()) {
          assertThat(each.encrypts()).isFalse();
          continue;
        }
        StoredObject victim = objects.getFirst();
        // The beginning, where headers are, as often as anywhere else.
        int at = random.nextInt(flip % 2 == 0 ? 60 : (int) victim.size());
        change(victim.name(), bytes -> bytes[at] ^= (byte) (1 << random.nextInt(8)));

        if (kind.equals("/key.json")) {
          // A flipped letter of a JSON name is ignored or refused, but never leads to another key.
          assertThatReadingIsRefusedOrRight(each);
        } else {
          assertThat(problems(each))
              .as("bit flipped in byte %d of %s", at, victim.name())
              .isNotEmpty()
              .allMatch(object -> object.equals(victim.name()));
        }
      }
    }
  }

  /** A claim is not read by anyone; whoever verifies objects one by one finds it nevertheless. */
  @Test
  void aFlippedBitInAClaimIsNoticed() {
    MemoryStore original = written(key);
    store = original;
    UUID base = server(key).backups().getFirst().id();
    takeUpon(base);
    StoredObject claim = objects("/base").getFirst();
    for (int bit = 0; bit < 8 * claim.size(); bit += 7) {
      store = SampleBackups.copy(original);
      int flipped = bit;
      change(claim.name(), bytes -> bytes[flipped / 8] ^= (byte) (1 << flipped % 8));

      assertThat(server(key).check(claim.name()))
          .hasValueSatisfying(finding -> assertThat(finding.object()).isEqualTo(claim.name()));
      assertThat(problems(key)).isEmpty();
    }
  }

  /** What the repository says of itself: it cannot be opened, or is the same. */
  @Test
  void aFlippedBitInTheDescriptionLeadsToNoOtherRepository() {
    MemoryStore original = written(key);
    Repository right = Repository.open(original, key);
    byte[] description = original.readBytes("repository.json", 0, 10_000);
    for (int bit = 0; bit < 8 * description.length; bit++) {
      store = SampleBackups.copy(original);
      int flipped = bit;
      change("repository.json", bytes -> bytes[flipped / 8] ^= (byte) (1 << flipped % 8));
      try {
        Repository opened = Repository.open(store, key);
        assertThat(opened.id()).isEqualTo(right.id());
        assertThat(opened.server(SERVER).backups()).hasSize(1);
      } catch (RepositoryException e) {
        assertThat(e.retryable()).isFalse();
        assertThat(e.code()).isNotEmpty();
      }
    }
  }

  private void assertThatReadingIsRefusedOrRight(RepositoryKey key) {
    try {
      assertThat(problems(key)).allMatch(object -> object.endsWith("/key.json"));
    } catch (RepositoryException e) {
      assertThat(e.getMessage()).contains("key.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pack-000000",
        "/manifest",
        "/postgres-manifest",
        "/wal/",
        "/timelines/",
        "/restore-points/"
      })
  void aTruncatedObjectIsNamed(String kind) {
    MemoryStore original = written(key);
    for (int keep : new int[] {0, 10, 24, 30, 60, -1}) {
      store = SampleBackups.copy(original);
      StoredObject victim = objects(kind).getFirst();
      int length = keep < 0 ? (int) victim.size() - 1 : keep;
      byte[] bytes = store.readBytes(victim.name(), 0, length);
      replace(victim.name(), bytes);

      assertThat(problems(key)).as("%s of %d bytes", kind, length).containsOnly(victim.name());
    }
  }

  @Test
  void aManifestThatLostItsLastChunkIsDamaged() {
    store = written(key);
    String name = objects("/manifest").getFirst().name();
    byte[] bytes = store.readBytes(name, 0, 100_000);
    int summary = 24 + 12 + 16 + (bytes[26] & 0xFF) * 256 + (bytes[27] & 0xFF);
    replace(name, Arrays.copyOf(bytes, summary));

    // Its summary can still be read; what it consists of cannot.
    assertThat(server(key).backups()).hasSize(1);
    assertThatThrownBy(() -> server(key).openBackup(server(key).backups().getFirst().id()))
        .isInstanceOf(DamagedObject.class)
        .hasMessageContaining(name);
  }

  @Test
  void aMissingPackIsNamed() {
    store = written(key);
    String name = objects("/pack-000000").getFirst().name();
    store.delete(List.of(name));

    assertThat(findings(key))
        .containsExactly(
            new Finding("object-missing", name, "The repository has no object " + name));
    BackupReader backup = server(key).openBackup(server(key).backups().getFirst().id());
    BackedUpFile file = backup.file("a").orElseThrow();
    assertThatThrownBy(() -> backup.read(file))
        .isInstanceOfSatisfying(
            MissingObject.class, missing -> assertThat(missing.object()).isEqualTo(name));
  }

  @Test
  void objectsThatWereExchangedAreDamaged() {
    store = written(key);
    SampleBackups.take(server(key), Map.of("a", new byte[2_000_000]), facts());
    List<String> packs = objects("/pack-000000").stream().map(StoredObject::name).sorted().toList();
    byte[] first = store.readBytes(packs.get(0), 0, 5_000_000);
    byte[] second = store.readBytes(packs.get(1), 0, 5_000_000);
    replace(packs.get(0), second);
    replace(packs.get(1), first);

    assertThat(problems(key)).containsExactlyInAnyOrderElementsOf(packs);
  }

  @Test
  void anotherServersObjectIsDamaged() {
    store = written(key);
    Repository repository = Repository.open(store, key);
    UUID other = UUID.randomUUID();
    try (var wal = repository.server(other).walWriter()) {
      wal.append(1, START, new byte[2_000_000], List.of());
    }
    String mine = objects(SERVER + "/wal/").getFirst().name();
    String its = objects(other + "/wal/").getFirst().name();
    replace(mine, store.readBytes(its, 0, 5_000_000));

    assertThat(problems(key)).containsExactly(mine);
  }

  @Test
  void anObjectOfANewerVersionIsRefusedAsSuch() {
    store = written(key);
    String name = objects("/wal/").getFirst().name();
    change(name, bytes -> bytes[4] = 2);

    assertThatThrownBy(() -> server(key).wal().resolve(LINE, START, SampleBackups.NOON))
        .isInstanceOf(UnsupportedFormat.class)
        .hasMessageContaining(name)
        .hasMessageContaining("version 2");
  }

  @Test
  void verifyTellsOfGapsThatABackupNeedsToHaveFilled() {
    store = written(key);
    assertThat(problems(key)).isEmpty();
    try (var wal = server(key).walWriter()) {
      wal.append(1, START.plus(3_000_000), new byte[100], List.of());
    }

    assertThat(findings(key)).extracting(Finding::code).containsExactly("wal-gap");
  }

  private ServerArchive server(RepositoryKey with) {
    return Repository.open(store, with).server(SERVER);
  }

  /** The objects that verification names; a version or flag it does not know counts as well. */
  private List<String> problems(RepositoryKey with) {
    return findings(with).stream().map(Finding::object).distinct().toList();
  }

  /** But for records: the log is made up here. */
  private List<Finding> findings(RepositoryKey with) {
    return server(with).verify().stream()
        .filter(finding -> !finding.code().equals("wal-corrupt"))
        .toList();
  }

  private List<StoredObject> objects(String kind) {
    return store.listAll("servers/").stream()
        .filter(object -> object.name().contains(kind))
        .toList();
  }

  private interface Change {
    void apply(byte[] bytes);
  }

  private void change(String name, Change change) {
    byte[] bytes = store.readBytes(name, 0, 10_000_000);
    change.apply(bytes);
    replace(name, bytes);
  }

  private void replace(String name, byte[] bytes) {
    store.delete(List.of(name));
    store.putIfAbsent(name, Content.of(bytes));
  }
}

package dev.meridian.backup.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meridian.backup.archive.SmallArchive;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Finding;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchiveVerificationTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore north = new MemoryStore();
  private final MemoryStore south = new MemoryStore();
  private final Set<UUID> completed = new HashSet<>();

  @BeforeEach
  void fill() {
    ServerArchive archive = Repository.create(north, key).server(SERVER);
    completed.add(SmallArchive.backUp(archive));
    SmallArchive.log(archive);
    SmallArchive.copy(north, south);
  }

  private ArchiveVerification verification() {
    return new ArchiveVerification(archive(north), archive(south), this::lost, ServerArchive::heal);
  }

  private Set<UUID> lost() {
    Set<UUID> lost = new HashSet<>(completed);
    lost.removeAll(archive(north).backupIds());
    return lost;
  }

  private ServerArchive archive(MemoryStore store) {
    return Repository.open(store, key).server(SERVER);
  }

  private List<StoredObject> objects() {
    return archive(south).objects();
  }

  @Test
  void whatIsGoodStaysAsItIs() {
    ArchiveVerification.Outcome outcome = verification().all();

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.healed()).isEmpty();
    assertThat(outcome.objects()).isEqualTo(objects().size());
  }

  @Test
  void allThatIsDamagedInTheOriginalIsHealedFromTheCopy() {
    for (StoredObject object : objects()) {
      damage(north, object.name());
    }

    ArchiveVerification.Outcome outcome = verification().all();

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.healed()).extracting(Finding::object).contains(objects().getFirst().name());
    assertThat(archive(north).verify()).isEmpty();
  }

  @Test
  void allThatIsDamagedInTheCopyIsHealedFromTheOriginal() {
    objects().forEach(object -> damage(south, object.name()));

    ArchiveVerification.Outcome outcome = verification().all();

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.healed()).isNotEmpty();
    assertThat(outcome.healed().getFirst().message()).startsWith("In the copy: ");
    assertThat(archive(south).verify()).isEmpty();
  }

  @Test
  void whatIsBadInBothIsNamedInBoth() {
    String pack = pack();
    damage(north, pack);
    damage(south, pack);

    ArchiveVerification.Outcome outcome = verification().all();

    assertThat(outcome.healed()).isEmpty();
    assertThat(outcome.findings()).extracting(Finding::object).containsExactly(pack, pack);
  }

  @Test
  void aSampleHealsWhatItReadsAndWhatIsMissing() {
    String pack = pack();
    north.delete(List.of(pack));
    String log =
        objects().stream()
            .map(StoredObject::name)
            .filter(name -> name.contains("/wal/"))
            .findFirst()
            .orElseThrow();
    damage(north, log);
    damage(south, manifest());

    ArchiveVerification.Outcome outcome =
        verification().some(Sample.after(null, archive(north).objects(), 1 << 20));

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.healed()).hasSize(3);
    assertThat(archive(north).verify()).isEmpty();
    assertThat(archive(south).verify()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aBackupWhoseManifestIsLostIsNamed(Scope scope) {
    north.delete(List.of(manifest()));

    var alone = new ArchiveVerification(archive(north), null, this::lost, ServerArchive::heal);

    assertThat(verified(alone, scope).findings())
        .containsExactly(
            new Finding(
                "object-missing", manifest(), "The repository has no object " + manifest()));
  }

  @ParameterizedTest
  @EnumSource
  void aBackupThatIsLostComesBackFromTheCopyItsManifestLast(Scope scope) {
    String folder = manifest().replace("manifest", "");
    north.delete(north.listAll(folder).stream().map(StoredObject::name).toList());

    ArchiveVerification.Outcome outcome = verified(scope);

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.healed())
        .extracting(Finding::object)
        .hasSameElementsAs(south.listAll(folder).stream().map(StoredObject::name).toList())
        .endsWith(manifest());
    assertThat(archive(north).backups()).isEqualTo(archive(south).backups());
    assertThat(archive(north).verify()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatIsLostIsNamedAlsoByWhoHasReadIt(Scope scope) {
    ServerArchive open = archive(north);
    assertThat(open.verify()).isEmpty();
    north.delete(List.of(keyObject()));

    var alone = new ArchiveVerification(open, null, this::lost, ServerArchive::heal);

    assertThat(verified(alone, scope).findings())
        .extracting(Finding::code, Finding::object)
        .containsExactly(tuple("object-missing", keyObject()));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatIsLostComesBackFromTheOtherArchive(Scope scope) {
    for (MemoryStore store : List.of(north, south)) {
      byte[] wrapped = store.readBytes(keyObject(), 0, 1 << 20);
      store.delete(List.of(keyObject()));

      ArchiveVerification.Outcome outcome = verified(scope);

      assertThat(outcome.findings()).isEmpty();
      assertThat(outcome.healed()).extracting(Finding::object).containsExactly(keyObject());
      assertThat(store.readBytes(keyObject(), 0, 1 << 20)).isEqualTo(wrapped);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theKeyOfAnotherArchiveDoesNotTakeThePlaceOfOneThatIsKnown(Scope scope) {
    ServerArchive open = archive(north);
    assertThat(open.verify()).isEmpty();
    north.delete(List.of(keyObject()));
    takeKeyOfAnother(south);

    var verification =
        new ArchiveVerification(open, archive(south), this::lost, ServerArchive::heal);

    assertThat(verified(verification, scope).findings())
        .extracting(Finding::object)
        .containsExactly(keyObject());
    assertThat(north.size(keyObject())).isEmpty();
  }

  @Test
  void noKeyIsMissedWhereNothingNeedsOne() {
    var empty = new MemoryStore();
    Repository.create(empty, key);
    assertThat(archive(empty).checkKey()).isEmpty();

    ServerArchive plain = Repository.create(new MemoryStore(), RepositoryKey.none()).server(SERVER);
    SmallArchive.backUp(plain);
    assertThat(plain.checkKey()).isEmpty();
  }

  /** Of two chunks, the second of which is only read by who reads all of it. */
  @Test
  void aSampleHealsADamagedManifestThatIsNoneOfItsObjects() {
    damageEnd(north, manifest());
    north.delete(List.of(pack()));

    ArchiveVerification.Outcome outcome = verified(Scope.SAMPLE);

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.healed()).extracting(Finding::object).containsExactly(manifest(), pack());
    assertThat(archive(north).verify()).isEmpty();
  }

  @Test
  void aDamagedManifestIsNamedAndKeepsNoSampleFromTheRest() {
    UUID other = SmallArchive.backUp(archive(north));
    damageEnd(north, manifest());
    String lost = archive(north).manifestOf(other).replace("manifest", "pack-000000");
    north.delete(List.of(lost));

    var alone = new ArchiveVerification(archive(north), null, this::lost, ServerArchive::heal);

    Sample all = Sample.after(null, archive(north).objects(), 1 << 20);
    assertThat(alone.some(all).findings())
        .extracting(Finding::code, Finding::object)
        .containsExactlyInAnyOrder(
            tuple("object-damaged", manifest()), tuple("object-missing", lost));
  }

  @Test
  void aLostManifestDoesNotComeFromTheCopyOfAnotherArchive() {
    takeKeyOfAnother(south);
    north.delete(List.of(manifest()));

    assertThat(verified(Scope.SAMPLE).findings()).extracting(Finding::object).contains(manifest());
    assertThat(north.size(manifest())).isEmpty();
  }

  /** The first, one in between, the last: no other object tells that there was one. */
  @ParameterizedTest
  @EnumSource
  void anObjectOfTheLogThatIsLostComesBack(Scope scope) {
    List<String> log = log();
    for (String lost : log) {
      north.delete(List.of(lost));

      ArchiveVerification.Outcome outcome = verified(scope);

      assertThat(outcome.findings()).isEmpty();
      assertThat(outcome.healed()).extracting(Finding::object).containsExactly(lost);
      assertThat(archive(north).wal().coverage()).isEqualTo(archive(south).wal().coverage());
    }
    assertThat(archive(north).verify()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aGapInTheCopyIsFilledAndWhatWaitsToBeCopiedIsNone(Scope scope) {
    List<String> log = log();
    south.delete(log.subList(1, 2));
    assertThat(verified(scope).healed()).extracting(Finding::object).containsExactly(log.get(1));
    assertThat(archive(south).verify()).isEmpty();

    south.delete(log.subList(2, 3));
    ArchiveVerification.Outcome outcome = verified(scope);
    assertThat(outcome.healed()).isEmpty();
    assertThat(outcome.findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aLostObjectOfTheLogThatIsBadInTheCopyIsNamed(Scope scope) {
    String last = log().getLast();
    north.delete(List.of(last));
    damage(south, last);

    assertThat(verified(scope).findings()).extracting(Finding::object).contains(last);
    assertThat(archive(north).check(last)).isPresent();
  }

  @Test
  void aSampleNamesAGapThatNothingFills() {
    north.delete(log().subList(1, 2));

    var alone = new ArchiveVerification(archive(north), null, this::lost, ServerArchive::heal);

    assertThat(alone.some(new Sample(List.of(), null)).findings())
        .extracting(Finding::code)
        .containsExactly("wal-gap");
  }

  @ParameterizedTest
  @EnumSource
  void theCopyOfAnotherArchiveIsNotTouched(Scope scope) {
    String log = log().get(1);
    north.delete(List.of(log));
    takeKeyOfAnother(south);
    south.delete(List.of(log().getLast()));
    List<StoredObject> before = objects();

    verified(scope);

    assertThat(objects()).isEqualTo(before);
    assertThat(archive(north).check(log)).isPresent();
  }

  private ArchiveVerification.Outcome verified(Scope scope) {
    return verified(verification(), scope);
  }

  private static ArchiveVerification.Outcome verified(
      ArchiveVerification verification, Scope scope) {
    return scope == Scope.ALL ? verification.all() : verification.some(new Sample(List.of(), null));
  }

  private List<String> log() {
    return objects().stream()
        .map(StoredObject::name)
        .filter(name -> name.contains("/wal/"))
        .toList();
  }

  @Test
  void withoutACopyWhatIsBadIsNamed() {
    damage(north, pack());

    var alone = new ArchiveVerification(archive(north), null, this::lost, ServerArchive::heal);

    assertThat(alone.all().findings()).extracting(Finding::object).containsExactly(pack());
    assertThat(alone.all().healed()).isEmpty();
  }

  private void takeKeyOfAnother(MemoryStore store) {
    MemoryStore others = new MemoryStore();
    try (var writer = Repository.create(others, key).server(SERVER).walWriter()) {
      writer.append(1, Lsn.ZERO, new byte[1], List.of());
    }
    store.replace(keyObject(), Content.of(others.readBytes(keyObject(), 0, 1 << 20)));
  }

  private static String keyObject() {
    return "servers/" + SERVER + "/key.json";
  }

  private String manifest() {
    return pack().replace("pack-000000", "manifest");
  }

  private String pack() {
    return objects().stream()
        .map(StoredObject::name)
        .filter(name -> name.contains("pack-"))
        .findFirst()
        .orElseThrow();
  }

  private static void damageEnd(MemoryStore store, String name) {
    byte[] bytes = store.readBytes(name, 0, 1 << 20);
    bytes[bytes.length - 1] ^= 1;
    store.replace(name, Content.of(bytes));
  }

  private static void damage(MemoryStore store, String name) {
    byte[] bytes = store.readBytes(name, 0, 1 << 20);
    // The salt of a sealed object; the wrapped key in JSON lies further behind.
    int at = name.endsWith("key.json") ? bytes.length - 10 : 10;
    bytes[at] ^= 1;
    store.replace(name, Content.of(bytes));
  }
}

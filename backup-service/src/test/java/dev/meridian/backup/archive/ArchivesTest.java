package dev.meridian.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.regions.UnknownRegion;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive that was lost goes on under the key of its copy, and a repository that isn't there
 * doesn't.
 */
class ArchivesTest {

  private static final UUID ID = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final String KEY = "servers/" + ID + "/key.json";

  private final ProtectedServer server =
      ProtectedServer.provisioned(
          ID, "shop", "north", "127.0.0.1", 5432, "18.6", "7", 1, Instant.EPOCH);
  private final RepositoryKey key = RepositoryKey.generate();

  private final KnownRepositories known = new RememberedRepositories();
  private final List<RepositoryChanged> changed = new ArrayList<>();
  private final Set<UUID> removed = new HashSet<>();

  @TempDir Path home;

  @Test
  void theKeyOfTheCopyIsTaken() {
    copyHasKey();
    ServerArchive archive = archives(true).of(server);
    assertThat(archive.hasKey()).isTrue();
    assertThat(home.resolve("north").resolve(KEY)).hasSameBinaryContentAs(inSouth());
  }

  @Test
  void ofAnArchiveThatWasRemovedNothingIsTaken() {
    copyHasKey();
    removed.add(ID);

    assertThat(archives(true).of(server).hasKey()).isFalse();
  }

  @Test
  void aKeyThatIsThereStays() throws Exception {
    copyHasKey();
    Files.createDirectories(home.resolve("north").resolve(KEY).getParent());
    Files.writeString(home.resolve("north").resolve(KEY), "its own");
    archives(true).of(server);
    assertThat(home.resolve("north").resolve(KEY)).hasContent("its own");
  }

  @Test
  void withoutACopyThereWillBeANewKey() {
    assertThat(archives(true).of(server).exists()).isFalse();
    assertThat(home.resolve("south")).doesNotExist();
  }

  @Test
  void aServerMayTurnOutToBeOfAnotherRegionThanThatInWhichItWasFound() {
    Archives archives = archives(true);
    var found = ProtectedServer.found(ID, "south", "18.6", "7", 1, Instant.EPOCH);
    assertThat(archives.of(found)).isNotSameAs(archives.of(server)).isSameAs(archives.of(found));
    assertThat(archives.regions()).containsExactly("north", "south");
  }

  @Test
  void whatHasBackupsWaitsUntilThePairCanBeAskedAndANewServerDoesNot() throws Exception {
    // A link to itself can't be followed by anybody, root included.
    Files.createSymbolicLink(home.resolve("south"), home.resolve("south"));
    Archives known = archives(true);
    assertThatThrownBy(() -> known.of(server)).isInstanceOf(StoreUnavailable.class);
    assertThat(archives(false).of(server).exists()).isFalse();

    Files.delete(home.resolve("south"));
    copyHasKey();
    known.of(server);
    assertThat(home.resolve("north").resolve(KEY)).hasSameBinaryContentAs(inSouth());
  }

  @Test
  void aRepositoryThatIsNotThereAnyMoreIsNotBegunAnewByAnotherStartOfTheService() throws Exception {
    UUID id = archives(false).repository("north").id();
    moveAway();

    Archives restarted = archives(false);

    refused(restarted, "repository-absent");
    assertThatThrownBy(() -> restarted.isUsed("north")).isInstanceOf(UnexpectedRepository.class);
    assertThat(home.resolve("north")).isEmptyDirectory();
    assertThat(restarted.refusal("north")).hasValueSatisfying(Objects::requireNonNull);
    moveBack();
    assertThat(restarted.repository("north").id()).isEqualTo(id);
    assertThat(restarted.refusal("north")).isEmpty();
    assertThat(restarted.isUsed("north")).isTrue();
  }

  @Test
  void anotherRepositoryInItsPlaceIsNotTouched() throws Exception {
    archives(false).repository("north");
    moveAway();
    var other = DirectoryStore.open(home.resolve("north"));
    Repository.create(other, key);
    List<StoredObject> before = other.listAll("");

    refused(archives(false), "repository-other");

    assertThat(other.listAll("")).isEqualTo(before);
  }

  @Test
  void whatIsInUseIsRefusedWhileItsRepositoryIsAwayAndGoesOnWhenItIsBack() throws Exception {
    Archives archives = archives(false);
    ServerArchive archive = archives.of(server);
    archive.newBackup().close();
    var journals = archives.store("north").journals(ID.toString()).orElseThrow();
    moveAway();

    assertThatThrownBy(() -> archives.look("north")).isInstanceOf(UnexpectedRepository.class);

    assertThatThrownBy(archive::backups).isInstanceOf(UnexpectedRepository.class);
    assertThatThrownBy(archive::remove).isInstanceOf(UnexpectedRepository.class);
    assertThatThrownBy(journals::names).isInstanceOf(UnexpectedRepository.class);
    assertThat(archives.refusal("north"))
        .hasValueSatisfying(why -> assertThat(why.retryable()).isTrue());
    assertThat(home.resolve("north")).isEmptyDirectory();
    moveBack();
    archives.look("north");
    assertThat(archive.hasKey()).isTrue();
    assertThat(archives.of(server)).isSameAs(archive);
    assertThat(journals.names()).isEmpty();
    assertThat(changed).isEmpty();
  }

  @Test
  void alsoBetweenTwoLooksNothingIsWrittenIntoAnotherRepository() throws Exception {
    Archives archives = archives(false);
    Store store = archives.store("north");
    var journals = store.journals(ID.toString()).orElseThrow();
    List<ThrowingCallable> writes =
        List.of(
            () -> store.putIfAbsent("one", sink -> sink.write(1)),
            () -> store.replace("one", sink -> sink.write(1)),
            () -> store.delete(List.of("repository.json")),
            () -> journals.create("1", sink -> sink.write(1)));
    for (ThrowingCallable write : writes) {
      moveAway();
      var other = DirectoryStore.open(home.resolve("north"));
      Repository.create(other, key);
      List<StoredObject> before = other.listAll("");

      assertThatThrownBy(write)
          .isInstanceOfSatisfying(
              UnexpectedRepository.class,
              why -> assertThat(why.code()).isEqualTo("repository-other"));

      assertThat(other.listAll("")).isEqualTo(before);
      assertThat(archives.refusal("north")).isPresent();
      Files.move(home.resolve("north"), home.resolve("other-" + UUID.randomUUID()));
      Files.createDirectory(home.resolve("north"));
      moveBack();
      archives.look("north");
    }
  }

  @Test
  void anOperatorWhoHasLostTheRepositoryBeginsAnewWithEveryInstance() throws Exception {
    Archives archives = archives(false);
    Archives elsewhere = archives(false);
    UUID lost = archives.repository("north").id();
    ServerArchive archive = elsewhere.of(server);
    assertThat(archives.beginAnew("north")).as("nothing is lost").isEmpty();
    moveAway();

    UUID begun = archives.beginAnew("north").orElseThrow();

    assertThat(begun).isNotEqualTo(lost).isEqualTo(archives.repository("north").id());
    assertThat(archives.idOf("north")).contains(begun);
    assertThat(changed).containsExactly(new RepositoryChanged("north"));
    elsewhere.look("north");
    assertThat(changed).hasSize(2);
    assertThat(elsewhere.repository("north").id()).isEqualTo(begun);
    assertThat(elsewhere.of(server)).isNotSameAs(archive);
    assertThatThrownBy(archive::backups).isInstanceOf(UnexpectedRepository.class);
    assertThatThrownBy(() -> archives.beginAnew("nowhere")).isInstanceOf(UnknownRegion.class);
  }

  @Test
  void whatAServiceHasOpenItRemembersAgainAfterItsDatabaseWasLost() throws Exception {
    Archives archives = archives(false);
    UUID id = archives.repository("north").id();
    ((RememberedRepositories) known).all.clear();
    moveAway();
    assertThatThrownBy(() -> archives.look("north")).isInstanceOf(UnexpectedRepository.class);
    moveBack();
    archives.look("north");
    assertThat(archives.idOf("north")).contains(id);
  }

  private void refused(Archives archives, String code) {
    assertThatThrownBy(() -> archives.of(server))
        .isInstanceOfSatisfying(
            UnexpectedRepository.class, why -> assertThat(why.code()).isEqualTo(code));
  }

  /** As a file system that isn't mounted: its folder is there, and empty. */
  private void moveAway() throws Exception {
    Files.move(home.resolve("north"), home.resolve("away"));
    Files.createDirectory(home.resolve("north"));
  }

  private void moveBack() throws Exception {
    Files.delete(home.resolve("north"));
    Files.move(home.resolve("away"), home.resolve("north"));
  }

  /** In memory, as in the database. */
  private static final class RememberedRepositories implements KnownRepositories {

    final Map<String, Known> all = new HashMap<>();

    @Override
    public Optional<Known> of(String region) {
      return Optional.ofNullable(all.get(region));
    }

    @Override
    public void remember(String region, UUID repository) {
      all.merge(region, new Known(repository), (old, now) -> old.id() == null ? now : old);
    }

    @Override
    public void forget(String region) {
      all.put(region, new Known(null));
    }
  }

  private Archives archives(boolean hasBackups) {
    return new Archives(
        new Regions(List.of(region("north", "south"), region("south", "north")), () -> key),
        serverId -> hasBackups,
        removed::contains,
        known,
        changed::add);
  }

  private Region region(String name, String pairedWith) {
    return new Region(name, home.resolve(name).toString(), null, pairedWith);
  }

  private void copyHasKey() {
    archives(true).repository("south");
    DirectoryStore.open(home.resolve("south")).putIfAbsent(KEY, Content.of(new byte[] {1, 2, 3}));
  }

  private Path inSouth() {
    return home.resolve("south").resolve(KEY);
  }
}

package dev.meridian.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.StoreUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that was lost goes on under the key of its copy. */
class ArchivesTest {

  private static final UUID ID = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final String KEY = "servers/" + ID + "/key.json";

  private final ProtectedServer server =
      ProtectedServer.provisioned(
          ID, "shop", "north", "127.0.0.1", 5432, "18.6", "7", 1, Instant.EPOCH);
  private final RepositoryKey key = RepositoryKey.generate();

  @TempDir Path home;

  @Test
  void theKeyOfTheCopyIsTaken() {
    copyHasKey();
    ServerArchive archive = archives(true).of(server);
    assertThat(archive.hasKey()).isTrue();
    assertThat(home.resolve("north").resolve(KEY)).hasSameBinaryContentAs(inSouth());
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

  private Archives archives(boolean hasBackups) {
    return new Archives(
        new Regions(List.of(region("north", "south"), region("south", "north")), () -> key),
        serverId -> hasBackups);
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

package dev.meridian.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.Repository;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.WrongKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.security.fleet.FleetDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class KeySourceTest {

  @TempDir Path folder;

  @Test
  void theKeyIsTheEnvironmentsOrElseTheFleets() {
    var fleet = FleetDirectory.createIfAbsent(folder.resolve("fleet"));
    var environment =
        new MockEnvironment()
            .withProperty("meridian.regions[0].name", "north")
            .withProperty("meridian.regions[0].repository", folder.resolve("north").toString());
    String files = fleet.repositoryKeys().getFirst();
    RepositoryKey given = RepositoryKey.generate();
    Repository.create(
        DirectoryStore.open(folder.resolve("north")), RepositoryKey.fromBase64(files));

    assertThat(
            new ArchivesConfiguration()
                .archives(environment, fleet, server -> false)
                .repository("north")
                .servers())
        .isEmpty();

    environment.withProperty("MERIDIAN_REPOSITORY_KEY", given.toBase64());
    assertThatThrownBy(
            () ->
                new ArchivesConfiguration()
                    .archives(environment, fleet, server -> false)
                    .repository("north")
                    .servers())
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining(given.keyId());

    environment.withProperty("MERIDIAN_REPOSITORY_KEY", given.toBase64() + "," + files);
    assertThat(
            new ArchivesConfiguration()
                .archives(environment, fleet, server -> false)
                .repository("north")
                .servers())
        .isEmpty();
  }
}

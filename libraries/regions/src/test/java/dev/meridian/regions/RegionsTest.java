package dev.meridian.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.Repository;
import dev.meridian.repository.sealing.KeyWrapping;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.WrongKey;
import dev.meridian.repository.store.DirectoryStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class RegionsTest {

  private final MockEnvironment environment = new MockEnvironment();

  @TempDir Path folder;

  @BeforeEach
  void nameTwoRegions() {
    environment
        .withProperty("meridian.regions[0].name", "south")
        .withProperty("meridian.regions[0].repository", "s3://bucket/south")
        .withProperty("meridian.regions[0].store.endpoint", "http://localhost:1")
        .withProperty("meridian.regions[0].paired-with", "north")
        .withProperty("meridian.regions[1].name", "north")
        .withProperty("meridian.regions[1].repository", folder.resolve("north").toString());
  }

  @Test
  void theKeyIsTheEnvironmentsOrElseTheFleets() {
    String fleets = RepositoryKey.generate().toBase64();
    RepositoryKey given = RepositoryKey.generate();
    Repository.create(
        DirectoryStore.open(folder.resolve("north")), RepositoryKey.fromBase64(fleets));
    Regions regions = Regions.of(environment, () -> List.of(fleets));

    assertThat(regions.openToRead("north").servers()).isEmpty();

    environment.withProperty("MERIDIAN_REPOSITORY_KEY", given.toBase64());
    assertThatThrownBy(() -> regions.openToRead("north"))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining(given.keyId());

    environment.withProperty("MERIDIAN_REPOSITORY_KEY", given.toBase64() + "," + fleets);
    assertThat(regions.openToRead("north").servers()).isEmpty();
  }

  @Test
  void regionsAreWhatTheSettingsSay() {
    Regions regions = Regions.of(environment, List::of);

    assertThat(regions.names()).containsExactly("north", "south");
    Region south = regions.get("south");
    assertThat(south.pairedWith()).isEqualTo("north");
    assertThat(south.isInObjectStore()).isTrue();
    assertThat(south.store().endpoint()).isEqualTo("http://localhost:1");
    assertThat(regions.get("north").isInObjectStore()).isFalse();
    assertThat(regions.find("west")).isEmpty();
    assertThatThrownBy(() -> regions.get("west"))
        .isInstanceOf(UnknownRegion.class)
        .hasMessageContaining("no region west in meridian.regions, only [north, south]");
  }

  @Test
  void aTokensKeyFollowsTheOthers() {
    String fleets = RepositoryKey.generate().toBase64();
    environment
        .withProperty("meridian.repository-key.pkcs11.module", "/usr/lib/hsm.so")
        .withProperty("meridian.repository-key.pkcs11.keys", "second,first");

    assertThatThrownBy(() -> Regions.of(environment, () -> List.of(fleets)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set MERIDIAN_REPOSITORY_PIN");

    environment.withProperty("MERIDIAN_REPOSITORY_PIN", "9713");
    KeyWrapping key = Regions.of(environment, () -> List.of(fleets)).key();
    assertThat(key.keyId()).isEqualTo("pkcs11:second");
    assertThat(key.toString()).contains("/usr/lib/hsm.so").doesNotContain("9713", fleets);
    byte[] older = RepositoryKey.fromBase64(fleets).wrap(new byte[] {7}, "purpose");
    assertThat(key.unwrap(older, "purpose", "it")).containsExactly(7);
  }
}

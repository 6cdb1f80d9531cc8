package dev.meridian.restore.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.restore.TestArchive;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is mounted right when it is looked whether it is. */
class RepositoryThatComesBackTest {

  private static final String HERE = "here";

  private final UUID server = UUID.randomUUID();
  private final RepositoryKey key = RepositoryKey.generate();
  private boolean away;
  private boolean comesBack;

  @TempDir Path folder;

  @Test
  void whatIsInItIsNotTakenForGone() {
    new TestArchive(folder, key, server).backup(Instant.EPOCH);
    var regions = new Regions(List.of(new Region(HERE, folder.toString(), null, null)), () -> key);
    var archives = new Archives(regions, region -> new Mounted(regions.get(region).openToRead()));
    assertThat(archives.catalogue(HERE, server).backups()).hasSize(1);

    away = true;
    assertThat(archives.catalogue(HERE, server).backups()).isEmpty();
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(() -> archives.catalogueOfKnown(HERE, server));

    comesBack = true;
    assertThat(archives.catalogueOfKnown(HERE, server).backups()).hasSize(1);
  }

  private final class Mounted extends WrappedStore {

    Mounted(Store store) {
      super(store);
    }

    @Override
    public OptionalLong size(String name) {
      away = away && !(comesBack && name.equals("repository.json"));
      return away ? OptionalLong.empty() : super.size(name);
    }

    @Override
    public Listing list(String of) {
      return away ? new Listing(List.of(), List.of()) : super.list(of);
    }
  }
}

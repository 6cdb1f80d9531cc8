package dev.meridian.restore.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.restore.TestArchive;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
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

  private final class Mounted implements Store {

    private final Store store;

    Mounted(Store store) {
      this.store = store;
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
      return store.putIfAbsent(name, content);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
      if (away) {
        throw new MissingObject(name);
      }
      return store.read(name, offset, length);
    }

    @Override
    public OptionalLong size(String name) {
      away = away && !(comesBack && name.equals("repository.json"));
      return away ? OptionalLong.empty() : store.size(name);
    }

    @Override
    public Listing list(String of) {
      return away ? new Listing(List.of(), List.of()) : store.list(of);
    }

    @Override
    public void delete(Collection<String> names) {
      store.delete(names);
    }
  }
}

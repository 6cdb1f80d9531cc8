package dev.meridian.restore.archive;

import dev.meridian.repository.objectstore.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where a region's repository is.
 *
 * @param name the region's
 * @param repository a path, or an object store's URL
 * @param store how that object store is reached
 * @param pairedWith where its geographically redundant backups are copied, if anywhere
 */
public record RegionRepository(
    String name, String repository, @Nullable StoreSettings store, @Nullable String pairedWith) {

  StoreSettings settings() {
    return store == null ? StoreSettings.DEFAULT : store;
  }
}

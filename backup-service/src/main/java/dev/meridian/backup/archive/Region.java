package dev.meridian.backup.archive;

import dev.meridian.repository.objectstore.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * A place with a repository of its own: one of {@code meridian.regions}.
 *
 * @param repository where the repository is: a path, or an object store's URL
 * @param store how that object store is reached
 * @param pairedWith the region that geographically redundant servers are copied to
 */
record Region(
    String name, String repository, @Nullable StoreSettings store, @Nullable String pairedWith) {

  StoreSettings settings() {
    return store == null ? StoreSettings.DEFAULT : store;
  }
}

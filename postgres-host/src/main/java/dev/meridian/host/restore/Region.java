package dev.meridian.host.restore;

import dev.meridian.repository.objectstore.StoreSettings;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code meridian.regions}.
 *
 * @param repository where its repository is: a path, or an object store's URL
 * @param store how that object store is reached
 * @param pairedWith where its geographically redundant backups are copied, if anywhere
 */
record Region(
    String name, String repository, @Nullable StoreSettings store, @Nullable String pairedWith) {

  StoreSettings settings() {
    return store == null ? StoreSettings.DEFAULT : store;
  }
}

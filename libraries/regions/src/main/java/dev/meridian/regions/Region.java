package dev.meridian.regions;

import dev.meridian.repository.objectstore.StoreSettings;
import dev.meridian.repository.objectstore.Stores;
import dev.meridian.repository.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A place with a repository of its own: one of {@code meridian.regions}.
 *
 * @param repository where the repository is: a path, or an object store's URL
 * @param store how that object store is reached
 * @param pairedWith where geographically redundant backups are copied, if anywhere
 */
public record Region(
    String name, String repository, @Nullable StoreSettings store, @Nullable String pairedWith) {

  /** A variable that is set to nothing names no pair. */
  public Region {
    pairedWith = pairedWith == null || pairedWith.isBlank() ? null : pairedWith;
  }

  /** The store to keep a repository in. */
  public Store open() {
    return Stores.open(repository, settings());
  }

  /** The store for one who only reads. */
  public Store openToRead() {
    return Stores.openToRead(repository, settings());
  }

  /** Whether that is an object store, where a call takes longer than in a directory. */
  public boolean isInObjectStore() {
    return Stores.isObjectStore(repository);
  }

  private StoreSettings settings() {
    return store == null ? StoreSettings.DEFAULT : store;
  }
}

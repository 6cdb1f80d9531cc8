package dev.meridian.restore.archive;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.Store;
import java.io.InputStream;
import java.util.Collection;
import java.util.OptionalLong;

/** Another store, for those that change what one verb does. */
class WrappedStore implements Store {

  private final Store store;

  WrappedStore(Store store) {
    this.store = store;
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    return store.putIfAbsent(name, content);
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    return store.read(name, offset, length);
  }

  @Override
  public OptionalLong size(String name) {
    return store.size(name);
  }

  @Override
  public Listing list(String folder) {
    return store.list(folder);
  }

  @Override
  public void delete(Collection<String> names) {
    store.delete(names);
  }
}

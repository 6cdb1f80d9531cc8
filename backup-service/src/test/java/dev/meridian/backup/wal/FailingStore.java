package dev.meridian.backup.wal;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.InputStream;
import java.util.Collection;
import java.util.OptionalLong;

/** A store that fails to write while a test wants it to. */
public final class FailingStore implements Store {

  private final Store store;
  private volatile boolean fails;
  private volatile Runnable check = () -> {};

  /** Passes all else on to {@code store}. */
  public FailingStore(Store store) {
    this.store = store;
  }

  /** Whether writing fails from now on. */
  public void fail(boolean yes) {
    fails = yes;
  }

  void checkEachPut(Runnable each) {
    check = each;
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    if (fails) {
      throw new StoreUnavailable("No space is left for " + name, null);
    }
    check.run();
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

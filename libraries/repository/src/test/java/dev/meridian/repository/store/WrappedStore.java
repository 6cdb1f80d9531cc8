package dev.meridian.repository.store;

import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Another store's verbs, each of them by way of {@link #call}. */
public abstract class WrappedStore implements Store {

  private final Store store;

  protected WrappedStore(Store store) {
    this.store = store;
  }

  /**
   * A verb is called.
   *
   * @param real does it
   * @param part does what may have happened of it when it fails
   */
  protected abstract <T> T call(Supplier<T> real, Runnable part);

  private <T> T call(Supplier<T> real) {
    return call(real, () -> {});
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    return call(() -> store.putIfAbsent(name, content));
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    return call(() -> store.read(name, offset, length));
  }

  @Override
  public OptionalLong size(String name) {
    return call(() -> store.size(name));
  }

  @Override
  public Listing list(String folder) {
    return call(() -> store.list(folder));
  }

  @Override
  public void delete(Collection<String> names) {
    List<String> all = List.copyOf(names);
    call(
        () -> {
          store.delete(all);
          return 0;
        },
        () -> store.delete(all.subList(all.size() / 2, all.size())));
  }
}

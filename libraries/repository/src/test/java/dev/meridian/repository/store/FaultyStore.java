package dev.meridian.repository.store;

import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Counts the calls of a store, and lets one of them fail, or the whole process "die" at it. */
public final class FaultyStore implements Store {

  /** What happens at the call. */
  public enum Fault {
    /** It fails without effect, or of a deletion with some; later calls work. */
    FAILS,
    /** It has its effect, but the answer is lost; later calls work. */
    LOSES_ANSWER,
    /** As {@link #FAILS}, and nothing after it has an effect: the process died before. */
    DIES_BEFORE,
    /** It has its effect and nothing after it has one: the process died after. */
    DIES_AFTER
  }

  private final Store store;
  private Fault fault = Fault.FAILS;
  private long at = Long.MAX_VALUE;
  private long calls;
  private boolean dead;

  public FaultyStore(Store store) {
    this.store = store;
  }

  /** The fault happens at the {@code call}th call from now on, counted from 1. */
  public synchronized FaultyStore at(long call, Fault what) {
    calls = 0;
    at = call;
    fault = what;
    return this;
  }

  public synchronized long calls() {
    return calls;
  }

  private <T> T call(Supplier<T> real) {
    return call(real, () -> {});
  }

  /** {@code part} is what may have happened of it when it fails. */
  private synchronized <T> T call(Supplier<T> real, Runnable part) {
    calls++;
    if (dead) {
      throw new StoreUnavailable("The process is dead", null);
    }
    if (calls != at) {
      return real.get();
    }
    dead = fault == Fault.DIES_BEFORE || fault == Fault.DIES_AFTER;
    if (fault == Fault.LOSES_ANSWER || fault == Fault.DIES_AFTER) {
      var _ = real.get();
    } else {
      part.run();
    }
    throw new StoreUnavailable("The call failed", null);
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

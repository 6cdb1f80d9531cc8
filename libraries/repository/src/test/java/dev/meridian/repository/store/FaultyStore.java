package dev.meridian.repository.store;

import java.util.Optional;
import java.util.function.Supplier;

/** Counts the calls of a store, and lets one of them fail, or the whole process "die" at it. */
public final class FaultyStore extends WrappedStore {

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

  private Fault fault = Fault.FAILS;
  private long at = Long.MAX_VALUE;
  private long calls;
  private volatile boolean dead;

  public FaultyStore(Store store) {
    super(store);
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

  /** Not under a lock while the store works: a backup reads packs while it writes one. */
  @Override
  protected <T> T call(Supplier<T> real, Runnable part) {
    Optional<Fault> happening = next();
    if (happening.isEmpty()) {
      return real.get();
    }
    switch (happening.get()) {
      case FAILS -> part.run();
      case LOSES_ANSWER -> {
        var _ = real.get();
      }
      case DIES_BEFORE -> {
        dead = true;
        part.run();
      }
      case DIES_AFTER -> {
        var _ = real.get();
        dead = true;
      }
    }
    throw new StoreUnavailable("The call failed", null);
  }

  private synchronized Optional<Fault> next() {
    calls++;
    requireAlive();
    return calls == at ? Optional.of(fault) : Optional.empty();
  }

  private void requireAlive() {
    if (dead) {
      throw new StoreUnavailable("The process is dead", null);
    }
  }

  /** What is still being written when the process dies is never there. */
  @Override
  public boolean putIfAbsent(String name, Content content) {
    return super.putIfAbsent(
        name,
        sink -> {
          content.writeTo(sink);
          requireAlive();
        });
  }
}

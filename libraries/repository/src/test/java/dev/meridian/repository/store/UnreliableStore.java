package dev.meridian.repository.store;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Fails a part of all calls, half of them after they had their effect or, of a deletion, some, and
 * takes its time.
 */
public final class UnreliableStore extends WrappedStore {

  private final Random random;
  private final double failing;
  private final long nanosPerCall;
  private long faults;

  /**
   * @param failing the part of all calls that fails, from 0 to 1
   */
  public UnreliableStore(Store store, Random random, double failing, long nanosPerCall) {
    super(store);
    this.random = random;
    this.failing = failing;
    this.nanosPerCall = nanosPerCall;
  }

  public synchronized long faults() {
    return faults;
  }

  @Override
  protected <T> T call(Supplier<T> real, Runnable part) {
    boolean fails;
    boolean first;
    synchronized (this) {
      fails = random.nextDouble() < failing;
      first = random.nextBoolean();
      faults += fails ? 1 : 0;
    }
    if (nanosPerCall > 0) {
      LockSupport.parkNanos(nanosPerCall);
    }
    if (fails && first) {
      part.run();
      throw new StoreUnavailable("The call failed", null);
    }
    T result = real.get();
    if (fails) {
      throw new StoreUnavailable("The answer was lost", null);
    }
    return result;
  }
}

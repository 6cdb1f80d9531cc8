package dev.meridian.repository.store;

import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Fails a part of all calls, half of them after they had their effect, and takes its time. */
public final class UnreliableStore implements Store {

  private final Store store;
  private final Random random;
  private final double failing;
  private final long nanosPerCall;
  private long faults;

  /**
   * @param failing the part of all calls that fails, from 0 to 1
   */
  public UnreliableStore(Store store, Random random, double failing, long nanosPerCall) {
    this.store = store;
    this.random = random;
    this.failing = failing;
    this.nanosPerCall = nanosPerCall;
  }

  public synchronized long faults() {
    return faults;
  }

  private <T> T call(Supplier<T> real) {
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
      throw new StoreUnavailable("The call failed", null);
    }
    T result = real.get();
    if (fails) {
      throw new StoreUnavailable("The answer was lost", null);
    }
    return result;
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
        });
  }
}

package dev.meridian.backup.archive;

import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Counts the calls of some stores, and lets one of them fail, or the process that calls them die at
 * it. For one thread.
 */
public final class FaultAtCall {

  /** What happens at the call. */
  public enum Fault {
    /** It fails without effect, or of a deletion with some; later calls work. */
    FAILS,
    /** It has its effect, but the answer is lost; later calls work. */
    LOSES_ANSWER,
    /** As {@link #FAILS}, and nothing after it has an effect. */
    DIES_BEFORE,
    /** It has its effect, and nothing after it has one. */
    DIES_AFTER
  }

  private final int at;
  private final Fault fault;
  private int calls;

  /** It happens at the call of this number, counted from 1. */
  public FaultAtCall(int at, Fault fault) {
    this.at = at;
    this.fault = fault;
  }

  /** Whether there was such a call. */
  public boolean happened() {
    return calls >= at;
  }

  /** The same store, whose calls count. */
  public Store on(Store real) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              calls++;
              if (calls < at || calls > at && !isDeath()) {
                return call(real, method, arguments);
              }
              if (calls == at) {
                happen(real, method, arguments);
              }
              throw new StoreUnavailable("The call failed", null);
            });
  }

  private boolean isDeath() {
    return fault == Fault.DIES_BEFORE || fault == Fault.DIES_AFTER;
  }

  private void happen(Store real, Method method, Object[] arguments) throws Throwable {
    if (fault == Fault.LOSES_ANSWER || fault == Fault.DIES_AFTER) {
      call(real, method, arguments);
    } else if (method.getName().equals("delete")) {
      List<Object> all = new ArrayList<>((Collection<?>) arguments[0]);
      call(real, method, new Object[] {all.subList(all.size() / 2, all.size())});
    }
  }

  private static Object call(Store real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

package dev.meridian.backup.copy;

import dev.meridian.repository.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** What happens before a store does what it is called for; it may throw. */
@FunctionalInterface
interface BeforeCall {

  /**
   * Happens.
   *
   * @param verb the method's name
   * @param argument its first argument: a name, a folder, or names
   */
  void happens(String verb, Object argument);

  /** The same store, but before each call something happens. */
  static Store of(Store store, BeforeCall before) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              before.happens(method.getName(), arguments[0]);
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

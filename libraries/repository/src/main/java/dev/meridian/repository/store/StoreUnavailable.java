package dev.meridian.repository.store;

import org.jspecify.annotations.Nullable;

/**
 * The store could not do it now: no space, no permission, no connection, a fault below. Whether the
 * call had an effect is unknown; every verb of {@link Store} may be repeated. Code {@code
 * store-unavailable} where no other one says more, retryable.
 */
public class StoreUnavailable extends RepositoryException {

  /** {@code message} says what was asked of the store. */
  public StoreUnavailable(String message, @Nullable Throwable cause) {
    super("store-unavailable", message, cause);
  }

  /** With a code that says more of why. */
  protected StoreUnavailable(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public final boolean retryable() {
    return true;
  }
}

package dev.meridian.repository.expiry;

import dev.meridian.repository.store.RepositoryException;

/**
 * A plan of expiry would cost what was promised, as things are now; nothing was deleted. Plan
 * again. Code {@code expiry-refused}.
 */
public final class ExpiryRefused extends RepositoryException {

  /** {@code message} says what speaks against the plan. */
  public ExpiryRefused(String message) {
    super("expiry-refused", message, null);
  }
}

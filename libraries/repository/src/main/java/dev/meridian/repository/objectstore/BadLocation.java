package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.RepositoryException;

/** A repository's location or its settings can't be used. Code {@code location-invalid}. */
public final class BadLocation extends RepositoryException {

  /** {@code message} says what is wrong and what would work, and never repeats a secret. */
  BadLocation(String message) {
    super("location-invalid", message, null);
  }
}

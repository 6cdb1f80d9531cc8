package dev.meridian.repository.sealing;

import dev.meridian.repository.store.RepositoryException;

/**
 * The key that was given is not the one that is needed. Code {@code repository-key-wrong}. No key
 * appears in the message.
 */
public final class WrongKey extends RepositoryException {

  /** {@code message} says which repository or object, and what would be right. */
  public WrongKey(String message) {
    super("repository-key-wrong", message, null);
  }
}

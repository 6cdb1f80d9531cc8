package dev.meridian.repository.sealing;

import dev.meridian.repository.store.RepositoryException;

/**
 * An object or a repository has a version, a kind or a flag that this program does not know: it was
 * written by a newer one, or is something else. Code {@code repository-format-unsupported}.
 */
public final class UnsupportedFormat extends RepositoryException {

  private final String object;

  /** {@code message} says what was found in {@code object} and what is understood. */
  public UnsupportedFormat(String object, String message) {
    super("repository-format-unsupported", message, null);
    this.object = object;
  }

  /** The name of the object that has it. */
  public String object() {
    return object;
  }
}

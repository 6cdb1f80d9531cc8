package dev.meridian.repository.store;

import org.jspecify.annotations.Nullable;

/**
 * Something about the repository kept a call from doing what it was asked.
 *
 * <p>The message says what was asked and, where there is a way, what would work. It never holds a
 * secret.
 */
public abstract class RepositoryException extends RuntimeException {

  private final String code;

  protected RepositoryException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** A stable name of the kind of failure, for machines: {@code object-missing}. */
  public String code() {
    return code;
  }

  /** Whether the same call may succeed later with nothing changed by anyone. */
  public boolean retryable() {
    return false;
  }
}

package dev.meridian.security.seal;

/**
 * A sealed verifier can't be opened: it was sealed with another fleet's key, for another server, or
 * has changed on its way. Trying again can't help.
 */
public final class CannotOpen extends RuntimeException {

  CannotOpen(String message) {
    super(message);
  }

  /** Stable, for programs. */
  public String code() {
    return "seal-unopenable";
  }
}

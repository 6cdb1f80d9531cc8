package dev.meridian.security.scram;

/**
 * A text isn't a SCRAM-SHA-256 verifier. Never quotes the text: it may be a password by mistake.
 */
public final class MalformedVerifier extends RuntimeException {

  MalformedVerifier(String message) {
    super(message);
  }

  /** Stable, for programs. */
  public String code() {
    return "verifier-malformed";
  }
}

package dev.meridian.security.seal;

/** A text isn't the key that it should be. Never quotes the text. */
public final class MalformedKey extends RuntimeException {

  MalformedKey(String message) {
    super(message);
  }

  /** Stable, for programs. */
  public String code() {
    return "sealing-key-malformed";
  }
}

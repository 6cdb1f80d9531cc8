package dev.meridian.events;

/** An event isn't what its type says. Trying again can't help. Never quotes what it read. */
public final class MalformedEvent extends RuntimeException {

  /** Says what is wrong with it, without quoting it. */
  public MalformedEvent(String message) {
    super(message);
  }
}

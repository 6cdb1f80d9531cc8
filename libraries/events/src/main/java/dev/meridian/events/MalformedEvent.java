package dev.meridian.events;

/** An event isn't what its type says. Trying again can't help. */
public final class MalformedEvent extends RuntimeException {

  MalformedEvent(String message) {
    super(message);
  }

  MalformedEvent(String message, Throwable cause) {
    super(message, cause);
  }
}

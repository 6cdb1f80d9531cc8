package dev.meridian.events;

/** An event isn't what its type says. Trying again can't help. Never quotes what it read. */
public final class MalformedEvent extends RuntimeException {

  MalformedEvent(String message) {
    super(message);
  }
}

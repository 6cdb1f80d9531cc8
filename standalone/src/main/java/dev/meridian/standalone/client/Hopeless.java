package dev.meridian.standalone.client;

/** What was asked for will not come, or has not come for too long. */
public final class Hopeless extends RuntimeException {

  Hopeless(String message) {
    super(message);
  }
}

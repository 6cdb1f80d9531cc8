package dev.meridian.standalone.demo;

/** The story could not be told to its end. */
final class StoryFailure extends RuntimeException {

  StoryFailure(String message) {
    super(message);
  }
}

package dev.meridian.standalone;

import org.jspecify.annotations.Nullable;

/** Meridian can't be started here; the message says why, and what would work. */
final class StartupFailure extends RuntimeException {

  StartupFailure(String message) {
    super(message);
  }

  StartupFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

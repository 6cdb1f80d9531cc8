package dev.meridian.security.fleet;

import org.jspecify.annotations.Nullable;

/** A fleet directory isn't there, isn't whole, or holds something that isn't what it should be. */
public final class FleetUnusable extends RuntimeException {

  private final String code;

  FleetUnusable(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * Stable, for programs: {@code fleet-absent}, {@code fleet-damaged}, {@code fleet-unreadable}.
   */
  public String code() {
    return code;
  }
}

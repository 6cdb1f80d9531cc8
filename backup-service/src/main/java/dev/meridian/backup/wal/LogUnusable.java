package dev.meridian.backup.wal;

/** A server's log can't be added to its archive; trying again helps only once somebody acted. */
final class LogUnusable extends RuntimeException {

  private final String code;

  LogUnusable(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Stable, for programs. */
  String code() {
    return code;
  }
}

package dev.meridian.postgres.runtime;

/**
 * PostgreSQL on this machine did not do what it was asked. The message says what was asked, what
 * PostgreSQL printed, and what would work; it holds no secret, since none is ever passed in
 * arguments.
 */
public final class PostgresFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as a stable code. */
  public enum Reason {
    /** No installed and no bundled PostgreSQL of that major version. */
    NO_INSTALLATION,
    /** We are root, and the unprivileged user that must run PostgreSQL does not exist. */
    NO_OS_USER,
    /** The OS user that runs PostgreSQL may not enter a directory on the way to its files. */
    UNREACHABLE_DIRECTORY,
    /** There is a cluster in the data directory already. */
    ALREADY_INITIALIZED,
    /** There is no cluster in the data directory. */
    NOT_INITIALIZED,
    /** A postmaster already runs on the data directory. */
    ALREADY_RUNNING,
    /** No postmaster runs on the data directory. */
    NOT_RUNNING,
    /** {@code initdb} failed. Nothing was left behind. */
    INITIALIZE_FAILED,
    /** The postmaster ended before it was ready. */
    START_FAILED,
    /** The postmaster is still starting; retryable by waiting. */
    START_TIMED_OUT,
    /** The postmaster is still stopping; retryable, also in a faster mode. */
    STOP_TIMED_OUT,
    /** One of PostgreSQL's programs could not be run, or failed. */
    PROGRAM_FAILED,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED
  }

  private final Reason reason;

  PostgresFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  PostgresFailure(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Whether the same request can succeed later, nothing else having been changed. */
  public boolean retryable() {
    return switch (reason) {
      case START_TIMED_OUT, STOP_TIMED_OUT, INTERRUPTED -> true;
      default -> false;
    };
  }
}

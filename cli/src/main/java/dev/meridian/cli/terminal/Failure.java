package dev.meridian.cli.terminal;

/** A command didn't do what it was told to; the message is one line for people. */
public class Failure extends RuntimeException {

  /** Exit code: refused, or failed. */
  public static final int FAILED = 1;

  /** Exit code: a service or the broker can't be reached. */
  public static final int UNREACHABLE = 3;

  private final int exitCode;

  /** A failure that ends the command with this exit code. */
  public Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** A failure with the exit code 1. */
  public Failure(String message) {
    this(FAILED, message);
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}

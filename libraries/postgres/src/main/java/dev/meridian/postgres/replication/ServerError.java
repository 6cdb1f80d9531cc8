package dev.meridian.postgres.replication;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The server refused, with PostgreSQL's own SQLSTATE (its appendix A) and message. */
public final class ServerError extends IOException {

  private static final long serialVersionUID = 1;

  /** What asked for does not exist: here, a slot or a setting. */
  public static final String UNDEFINED_OBJECT = "42704";

  /** What should be made exists: here, a slot. */
  public static final String DUPLICATE_OBJECT = "42710";

  /** Somebody else uses it: here, a slot that another connection streams from. */
  public static final String OBJECT_IN_USE = "55006";

  /** A file is missing: here, a segment that was already removed, or a timeline's history. */
  public static final String UNDEFINED_FILE = "58P01";

  private final String sqlState;

  ServerError(String sqlState, String message, @Nullable Throwable cause) {
    super(message + " (SQLSTATE " + sqlState + ")", cause);
    this.sqlState = sqlState;
  }

  /** Five characters, the kind of error. */
  public String sqlState() {
    return sqlState;
  }

  /** Whether it is an error of this kind. */
  public boolean is(String kind) {
    return sqlState.equals(kind);
  }

  /**
   * Whether the same request may well succeed later: the server is starting or stopping, has no
   * connection or resource left, or what was asked for is in use.
   */
  public boolean isTransient() {
    return sqlState.startsWith("57P")
        || sqlState.startsWith("53")
        || sqlState.startsWith("08")
        || sqlState.equals(OBJECT_IN_USE);
  }
}

package dev.meridian.host.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A session of the superuser didn't come about, or a statement failed. Holds no statement. */
public final class SessionFailed extends RuntimeException {

  private final boolean connected;
  private final @Nullable String sqlState;

  private SessionFailed(String what, SQLException cause, boolean connected) {
    super(what + ": " + reason(cause));
    this.connected = connected;
    this.sqlState = cause.getSQLState();
    // The cause is left out: what it says of itself may quote the statement.
    setStackTrace(cause.getStackTrace());
  }

  static SessionFailed notConnected(String what, SQLException cause) {
    return new SessionFailed(what, cause, false);
  }

  /** A lost connection also counts as one that didn't come about. */
  static SessionFailed refused(String what, SQLException cause) {
    String state = cause.getSQLState();
    boolean lost = state == null || state.startsWith("08") || state.startsWith("57P");
    return new SessionFailed(what, cause, !lost);
  }

  /** Whether the server was reached, and refused a statement: trying again can't help. */
  public boolean isRefusal() {
    return connected;
  }

  /** PostgreSQL's code of what went wrong, if it or its driver said one. */
  public @Nullable String sqlState() {
    return sqlState;
  }

  private static String reason(SQLException cause) {
    if (cause instanceof PSQLException server) {
      ServerErrorMessage message = server.getServerErrorMessage();
      if (message != null && message.getMessage() != null) {
        return message.getMessage() + " (" + server.getSQLState() + ")";
      }
    }
    return String.valueOf(cause.getMessage());
  }
}

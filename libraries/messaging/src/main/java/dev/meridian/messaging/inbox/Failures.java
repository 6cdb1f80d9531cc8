package dev.meridian.messaging.inbox;

import dev.meridian.events.MalformedEvent;
import dev.meridian.events.UnknownEventType;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells what a failed event's next step is. */
public enum Failures {
  /** The event is at fault: trying again can't help. */
  OF_THE_EVENT,
  /**
   * The surroundings are at fault, such as a database that is away: it is tried until they are
   * back.
   */
  OF_THE_SURROUNDINGS,
  /** A handler is at fault, or the state that it found: it is tried a few times. */
  OF_THE_HANDLER;

  private static final String CONNECTION = "08";
  private static final String ROLLBACK = "40";
  private static final String RESOURCES = "53";
  private static final String OPERATOR = "57";

  /** What failed, by the causes of an exception. */
  public static Failures of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      if (cause instanceof MalformedEvent || cause instanceof UnknownEventType) {
        return OF_THE_EVENT;
      }
      if (cause instanceof CannotCreateTransactionException
          || (cause instanceof SQLException sql && isOfTheDatabase(sql))) {
        return OF_THE_SURROUNDINGS;
      }
    }
    return OF_THE_HANDLER;
  }

  /** The innermost cause: what people need to read. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = next(cause)) {
      root = cause;
    }
    return root;
  }

  private static boolean isOfTheDatabase(SQLException failure) {
    if (failure instanceof SQLTransientException
        || failure instanceof SQLNonTransientConnectionException) {
      return true;
    }
    String state = failure.getSQLState();
    return state != null
        && (state.startsWith(CONNECTION)
            || state.startsWith(ROLLBACK)
            || state.startsWith(RESOURCES)
            || state.startsWith(OPERATOR));
  }

  private static @Nullable Throwable next(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == failure ? null : cause;
  }
}

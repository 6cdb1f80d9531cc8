package dev.meridian.host.supervise;

import dev.meridian.host.instance.Pause;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Records what was done, however long the database is away: the work isn't done twice for that. */
final class Recording {

  private static final Logger log = LoggerFactory.getLogger(Recording.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private Recording() {}

  /**
   * Runs the transaction until it succeeds.
   *
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  static void of(Runnable transaction) {
    boolean logged = false;
    while (true) {
      try {
        transaction.run();
        return;
      } catch (DataAccessException
          | TransactionException
          | io.micronaut.data.exceptions.DataAccessException e) {
        if (!logged) {
          log.warn("Cannot record what was done; trying again until it is", e);
          logged = true;
        }
        Pause.of(RETRY);
      }
    }
  }
}

package dev.meridian.host.restore;

import dev.meridian.host.instance.Pause;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.session.Session;
import java.time.Duration;

/**
 * The server leaves its source's history: from here on it writes a timeline of its own.
 *
 * <p>It is told to go on from its pause, which at the target means the end of recovery, and notices
 * that at once; {@code pg_promote} it would notice within a second (PostgreSQL, {@code
 * recoveryPausesHere} in {@code xlogrecovery.c}).
 */
final class Promote implements Phase {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(10);

  /** It may have ended recovery by itself. */
  private static final String GO_ON =
      "select case when pg_is_in_recovery() then pg_wal_replay_resume()::text end";

  @Override
  public String name() {
    return "promote";
  }

  @Override
  public void run(Restoration restoration) {
    long from = System.nanoTime();
    try (Session session = restoration.instance().connect("postgres")) {
      session.text(GO_ON);
      while (!session.holds("select not pg_is_in_recovery()")) {
        if (System.nanoTime() - from > LONGEST.toNanos()) {
          throw new ProvisioningFailure(
              "promote-timed-out",
              "PostgreSQL was not promoted within %d s. Its last words:\n%s"
                  .formatted(LONGEST.toSeconds(), restoration.instance().lastLogLines()));
        }
        Pause.of(POLL);
      }
    }
  }
}

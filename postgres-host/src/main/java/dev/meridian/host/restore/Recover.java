package dev.meridian.host.restore;

import dev.meridian.host.instance.Pause;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import dev.meridian.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL replays the log, up to the target and no further. Takes as long as it takes.
 *
 * <p>It pauses at the target if it can let us in by then. While transactions are open that had more
 * subtransactions than it kept track of when the backup began, it can't, and becomes a server of
 * its own right at the target (PostgreSQL, {@code recoveryPausesHere} in {@code xlogrecovery.c}).
 */
final class Recover implements Phase {

  private static final Duration POLL = Duration.ofMillis(100);

  private static final String STATE =
      """
      select case when pg_is_in_recovery() then pg_get_wal_replay_pause_state() else 'promoted' end
        || '|' || coalesce(pg_last_wal_replay_lsn()::text, '')
        || '|' || coalesce(to_char(pg_last_xact_replay_timestamp() at time zone 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '')
      """;

  private final RecoveringServer server;

  Recover(RecoveringServer server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "recover";
  }

  @Override
  public void run(Restoration restoration) {
    server.startIfDown(restoration);
    while (!hasReachedTarget(restoration)) {
      server.requireAlive(restoration);
      progressed(restoration);
      Pause.of(POLL);
    }
    if (isShortOfTarget(restoration) && server.raise(restoration)) {
      run(restoration);
    }
    requireTarget(restoration);
    restoration.lastCommitAt(ReachedTarget.lastCommitAt(restoration).orElse(null));
  }

  private boolean hasReachedTarget(Restoration restoration) {
    try (Session session = restoration.instance().connect("postgres")) {
      while (true) {
        State state = State.of(String.valueOf(session.text(STATE)));
        if (state.lsn() != null) {
          restoration.replayed(state.lsn(), state.replayedTo());
          progressed(restoration);
        }
        if (state.atTarget()) {
          return true;
        }
        restoration.arriving().requireAlive();
        Pause.of(POLL);
      }
    } catch (SessionFailed notYet) {
      if (notYet.isRefusal()) {
        throw notYet;
      }
      return false;
    }
  }

  private void progressed(Restoration restoration) {
    Lsn position = restoration.reached();
    if (position == null) {
      position = restoration.arriving().asked().orElse(restoration.plan().walFrom());
    }
    long replayed = position.minus(restoration.plan().walFrom());
    long total = restoration.plan().walBytes();
    restoration.progressed(name(), Math.clamp(replayed, 0, total), total);
  }

  private static void requireTarget(Restoration restoration) {
    if (isShortOfTarget(restoration)) {
      throw new ProvisioningFailure(
          "target-not-reached",
          "Replay stopped at %s, before the record at %s"
              .formatted(restoration.restoredTo(), restoration.plan().targetLsn()));
    }
  }

  private static boolean isShortOfTarget(Restoration restoration) {
    return !restoration.plan().targetLsn().isBefore(restoration.restoredTo());
  }

  private record State(boolean atTarget, @Nullable Lsn lsn, @Nullable Instant replayedTo) {

    static State of(String text) {
      String[] parts = text.split("\\|", -1);
      return new State(
          parts[0].equals("paused") || parts[0].equals("promoted"),
          parts[1].isEmpty() ? null : Lsn.parse(parts[1]),
          parts[2].isEmpty() ? null : Instant.parse(parts[2]));
    }
  }
}

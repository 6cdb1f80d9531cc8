package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import dev.meridian.postgres.runtime.PostgresFailure;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.repository.work.ParallelSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nothing of the source is left but its data and its users' own settings: no slot, no network rule,
 * no setting of recovery, a certificate of its own. All that was written without being made durable
 * is made so while the server is down, between its last checkpoint and its start with its own tier,
 * which makes durable what it writes.
 */
final class Seal implements Phase {

  private static final Logger log = LoggerFactory.getLogger(Seal.class);

  private static final Duration START = Duration.ofMinutes(10);

  private static final Set<String> SESSION_LIBRARIES =
      Set.of("session_preload_libraries", "local_preload_libraries");

  private final Map<String, String> atStart;

  /**
   * Not yet done.
   *
   * @param atStart settings for the command line of its last start: they go before all others, its
   *     users' included
   */
  Seal(Map<String, String> atStart) {
    this.atStart = atStart;
  }

  @Override
  public String name() {
    return "seal";
  }

  @Override
  public void run(Restoration restoration) {
    Instance instance = restoration.instance();
    restoration.close();
    restoration.arrivingFiles().requireAlive();
    try (Session session = instance.connect("postgres")) {
      session.text("select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots");
      SettingsAsOfTarget.read(session, restoration);
      // However long it takes, so that what is left to write when it stops is little.
      session.execute("write all pages", "checkpoint");
    }
    instance.configure(restoration.configuration(), List.of());
    restoration.writeOwnSettings(restoration.ownSettings());
    instance.stop();
    instance.removeArriving();
    makeDurable(restoration);
    start(restoration, restoration.ownSettings());
  }

  /** Also requires that the log has written what was left to it. */
  private static void makeDurable(Restoration restoration) {
    try {
      ParallelSteps.run(
          "seal",
          List.of(
              restoration.instance()::sync, restoration.arrivingFiles().files()::requireReplayed));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look at what was replayed", e);
    }
  }

  /**
   * Starts it with the settings of its source's that it has, or with as many of them as it runs
   * with on this machine and with this tier. What keeps it from starting is one of those that only
   * a start can set; what keeps everybody out of it when it has, a library that each session loads.
   */
  private void start(Restoration restoration, OwnSettings own) {
    Instance instance = restoration.instance();
    try {
      instance.start(atStart, START);
      instance.connect("postgres").close();
    } catch (PostgresFailure e) {
      if (own.isEmpty() || e.reason() != PostgresFailure.Reason.START_FAILED) {
        throw e;
      }
      log.warn("PostgreSQL doesn't start with the settings of the server's source", e);
      start(restoration, leaveOut(setByAStart(restoration), own, restoration));
    } catch (SessionFailed e) {
      if (own.isEmpty()) {
        throw e;
      }
      log.warn("PostgreSQL lets nobody in with the settings of the server's source", e);
      instance.stop();
      start(restoration, leaveOut(SESSION_LIBRARIES, own, restoration));
    }
  }

  /** It has its settings but for the suspects; none, if there is no suspect among them. */
  private static OwnSettings leaveOut(
      Set<String> suspects, OwnSettings own, Restoration restoration) {
    OwnSettings out = own.only(suspects::contains);
    log.warn("Server {} is without {}", restoration.server().name(), out.isEmpty() ? own : out);
    OwnSettings rest =
        out.isEmpty() ? OwnSettings.NONE : own.only(name -> !suspects.contains(name));
    restoration.writeOwnSettings(rest);
    return rest;
  }

  private Set<String> setByAStart(Restoration restoration) {
    Instance instance = restoration.instance();
    restoration.writeOwnSettings(OwnSettings.NONE);
    instance.start(atStart, START);
    Set<String> names;
    try (Session session = instance.connect("postgres")) {
      names =
          Set.copyOf(session.texts("select name from pg_settings where context = 'postmaster'"));
    }
    instance.stop();
    return names;
  }
}

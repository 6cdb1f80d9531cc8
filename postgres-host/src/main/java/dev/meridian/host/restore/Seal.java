package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.runtime.PostgresFailure;
import dev.meridian.postgres.settings.OwnSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
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

  @Override
  public String name() {
    return "seal";
  }

  @Override
  public void run(Restoration restoration) {
    Instance instance = restoration.instance();
    restoration.close();
    try (Session session = instance.connect("postgres")) {
      session.text("select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots");
      // However long it takes, so that what is left to write when it stops is little.
      session.execute("write all pages", "checkpoint");
    }
    instance.configure(restoration.configuration(), List.of());
    restoration.writeOwnSettings(restoration.ownSettings());
    instance.stop();
    requireReplayed(restoration);
    instance.removeArriving();
    instance.sync();
    if (!starts(instance)) {
      startWithout(restoration);
    }
  }

  private static void requireReplayed(Restoration restoration) {
    try {
      restoration.arrivingFiles().files().requireReplayed();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look at what was replayed", e);
    }
  }

  private static boolean starts(Instance instance) {
    try {
      instance.start(START);
      return true;
    } catch (PostgresFailure e) {
      if (e.reason() != PostgresFailure.Reason.START_FAILED) {
        throw e;
      }
      log.warn("PostgreSQL doesn't start with the settings of the server's source", e);
      return false;
    }
  }

  /**
   * What a start needs may be too much for this machine or this tier, so that only those of the
   * source's settings stay that don't matter to it; and if they do, none.
   */
  private static void startWithout(Restoration restoration) {
    Instance instance = restoration.instance();
    restoration.writeOwnSettings(OwnSettings.NONE);
    instance.start(START);
    OwnSettings own = restoration.ownSettings();
    if (own.isEmpty()) {
      return;
    }
    Set<String> fixed;
    try (Session session = instance.connect("postgres")) {
      fixed =
          Set.copyOf(session.texts("select name from pg_settings where context = 'postmaster'"));
    }
    log.warn("Server {} is without {}", restoration.server().name(), own.only(fixed::contains));
    restoration.writeOwnSettings(own.only(name -> !fixed.contains(name)));
    instance.stop();
    if (!starts(instance)) {
      log.warn("Server {} is without {}", restoration.server().name(), own);
      restoration.writeOwnSettings(OwnSettings.NONE);
      instance.start(START);
    }
  }
}

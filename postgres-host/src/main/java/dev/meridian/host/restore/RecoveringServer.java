package dev.meridian.host.restore;

import dev.meridian.host.configuration.Machine;
import dev.meridian.host.configuration.ServerConfiguration;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.postgres.runtime.PostgresFailure;
import dev.meridian.postgres.settings.OwnSettings;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL process that recovers: started for that one purpose, and kept alive. */
final class RecoveringServer {

  private static final Logger log = LoggerFactory.getLogger(RecoveringServer.class);

  /** It counts as started when it lets us in; until then it may have much to replay. */
  private static final Duration START = Duration.ofSeconds(2);

  /**
   * Of a library that it is to load (PostgreSQL, {@code internal_load_library} in {@code dfmgr.c}).
   */
  private static final String NO_LIBRARY = "could not access file \"";

  private final Machine machine;

  RecoveringServer(Machine machine) {
    this.machine = machine;
  }

  /** Starts it, unless it runs; it goes on by itself. */
  void startIfDown(Restoration restoration) {
    Instance instance = restoration.instance();
    if (instance.isRunning()) {
      return;
    }
    try {
      instance.start(
          RecoverySettings.once(
              restoration.plan().backupBytes(),
              machine.memoryBytes(),
              restoration.server().postgresVersion()),
          START);
    } catch (PostgresFailure e) {
      if (e.reason() == PostgresFailure.Reason.START_FAILED && adapt(restoration)) {
        startIfDown(restoration);
      } else if (e.reason() != PostgresFailure.Reason.START_TIMED_OUT) {
        requireRunning(restoration);
        throw e;
      }
    }
  }

  /**
   * Starts it again if it ended because it wants more of something, or something else than there
   * is.
   *
   * @throws ProvisioningFailure when it ended for another reason
   */
  void requireAlive(Restoration restoration) {
    if (!restoration.instance().isRunning() && adapt(restoration)) {
      startIfDown(restoration);
    }
    requireRunning(restoration);
  }

  private boolean adapt(Restoration restoration) {
    return raise(restoration) || leaveLibrariesOut(restoration);
  }

  /**
   * Whether PostgreSQL was to have a library that isn't on this machine. It has none then, and ends
   * only if the log has a record of one of them.
   */
  private static boolean leaveLibrariesOut(Restoration restoration) {
    OwnSettings libraries = restoration.ownSettings().only(WriteRecoverySettings.LIBRARIES::equals);
    String said = restoration.instance().lastStartLines();
    if (libraries.isEmpty() || !said.contains(NO_LIBRARY)) {
      return false;
    }
    log.warn("Server {} is without {}:\n{}", restoration.server().name(), libraries, said);
    restoration.leaveOut(libraries);
    restoration.writeOwnSettings(OwnSettings.NONE);
    return true;
  }

  /**
   * Whether PostgreSQL wants more of something than it was given, because its source had more; it
   * ends for that when it begins, and pauses when it learns that from the log. It is stopped then,
   * and has as much at its next start.
   */
  boolean raise(Restoration restoration) {
    Instance instance = restoration.instance();
    Map<String, Long> wanted = RequiredCounts.in(instance.lastLogLines());
    ServerConfiguration recovering = restoration.recovering();
    boolean raised = false;
    for (Map.Entry<String, Long> count : wanted.entrySet()) {
      if (Long.parseLong(recovering.value(count.getKey())) < count.getValue()) {
        recovering = recovering.with(count.getKey(), count.getValue().toString());
        raised = true;
      }
    }
    if (raised) {
      instance.stop();
      restoration.recoverWith(recovering);
      restoration.arriving().again();
    }
    return raised;
  }

  private static void requireRunning(Restoration restoration) {
    restoration.requireArriving();
    Instance instance = restoration.instance();
    if (!instance.isRunning()) {
      throw new ProvisioningFailure(
          "recovery-failed",
          "PostgreSQL ended while it recovered. Its last words:\n" + instance.lastLogLines());
    }
  }
}

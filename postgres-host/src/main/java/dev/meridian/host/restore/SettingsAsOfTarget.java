package dev.meridian.host.restore;

import dev.meridian.host.heartbeat.HeartbeatTable;
import dev.meridian.host.heartbeat.HeartbeatTable.Beat;
import dev.meridian.host.heartbeat.SettingsTable;
import dev.meridian.host.heartbeat.SettingsTable.Recorded;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that the source's users had made by the target, which the source recorded in its
 * data: PostgreSQL has replayed them. The backup's file counts where it is newer, since no
 * heartbeat of the source's followed it, and where the source had recorded nothing yet.
 */
final class SettingsAsOfTarget {

  private static final Logger log = LoggerFactory.getLogger(SettingsAsOfTarget.class);

  private SettingsAsOfTarget() {}

  /**
   * Has the server keep them, if its source's are wanted.
   *
   * @param session in the database of the heartbeat, of the server at the target
   */
  static void read(Session session, Restoration restoration) {
    if (!restoration.plan().tierDefaults()) {
      Optional<Recorded> recorded = recorded(session, restoration);
      recorded.ifPresent(last -> restoration.keepOwnSettings(last.settings().carried()));
      log.info(
          "Server {} gets the settings {} of its source's users, as recorded at {}",
          restoration.server().name(),
          restoration.ownSettings(),
          recorded.map(last -> last.at().toString()).orElse("its backup"));
    }
  }

  /** No setting makes a restore fail, and none that can't be read. */
  private static Optional<Recorded> recorded(Session session, Restoration restoration) {
    UUID source = restoration.plan().sourceServerId();
    try {
      return newest(
          restoration.backup().summary().facts().startedAt(),
          HeartbeatTable.last(session).filter(beat -> beat.serverId().equals(source)),
          SettingsTable.last(session, source));
    } catch (SessionFailed e) {
      if (!e.isRefusal()) {
        throw e;
      }
      log.warn("What server {} recorded of its settings can't be read", source, e);
      return Optional.empty();
    }
  }

  /**
   * What was recorded, unless the backup's file is newer.
   *
   * @param backup when the backup began, by the source's clock
   * @param beat the source's last: what was recorded was so until then at least
   */
  static Optional<Recorded> newest(
      Instant backup, Optional<Beat> beat, Optional<Recorded> recorded) {
    return beat.filter(last -> !last.at().isBefore(backup)).flatMap(_ -> recorded);
  }
}

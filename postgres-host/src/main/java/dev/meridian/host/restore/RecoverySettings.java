package dev.meridian.host.restore;

import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How PostgreSQL is run while it recovers, which it does for one purpose: to be done. */
final class RecoverySettings {

  /**
   * Up to so much log is replayed without writing pages in between; where there is more, PostgreSQL
   * writes them and removes what was replayed, where that has to stay until then. With the log that
   * is placed ahead, it bounds what log takes of the disk.
   */
  static final long RESTART_POINT_BYTES = 8L << 30;

  /**
   * For the command line of what nobody is to know of: it has its source's subscriptions too, and
   * would take from their publishers what is its source's to take.
   */
  static final Map<String, String> REACHING_NOBODY = Map.of("max_logical_replication_workers", "0");

  /** Of a segment's name, which begins with it. */
  private static final int TIMELINE_LENGTH = 8;

  private static final long MB = 1 << 20;
  private static final long LEAST_BUFFERS = 128 * MB;

  /**
   * What is kept back in buffers is written when replay has ended, and somebody waits for it then;
   * and memory that is touched for the first time is dearer than a page that is read again.
   */
  private static final long MOST_BUFFERS = 512 * MB;

  private RecoverySettings() {}

  /**
   * For its command line, for this one run: nothing is made durable, which the seal makes up for.
   *
   * @param dataBytes how much data there is, about
   * @param memoryBytes what the machine has
   */
  static Map<String, String> once(long dataBytes, long memoryBytes, int postgresVersion) {
    Map<String, String> settings = new LinkedHashMap<>(REACHING_NOBODY);
    settings.put("fsync", "off");
    settings.put("checkpoint_timeout", "1d");
    settings.put("max_wal_size", RESTART_POINT_BYTES / MB + "MB");
    // A file that is used again would be there under the name of one that is still to come.
    settings.put("wal_recycle", "off");
    // What was written just now is read from memory: to ask for it beforehand costs a tenth of all.
    settings.put("recovery_prefetch", dataBytes > memoryBytes / 2 ? "on" : "off");
    // It would begin from where the log is gone already.
    settings.put("restart_after_crash", "off");
    settings.put("autovacuum", "off");
    settings.put("bgwriter_delay", "10ms");
    settings.put("bgwriter_lru_maxpages", "100000");
    settings.put("bgwriter_lru_multiplier", "4");
    long buffers = Math.min(dataBytes + LEAST_BUFFERS, Math.min(memoryBytes / 4, MOST_BUFFERS));
    settings.put("shared_buffers", Math.max(buffers, LEAST_BUFFERS) / MB + "MB");
    if (postgresVersion >= 17) {
      settings.put("summarize_wal", "off");
    }
    return settings;
  }

  /**
   * For its configuration: where replay ends, and how it waits for log that is still being placed.
   *
   * @param from where replay begins
   */
  static Map<String, String> target(
      WalSegment from, Lsn lsn, int timeline, ServerDirectory directory) {
    Map<String, String> target = new LinkedHashMap<>();
    target.put("restore_command", waiting(from, directory.arriving()));
    target.put("recovery_target_timeline", Integer.toString(timeline));
    target.put("recovery_target_lsn", lsn.toString());
    target.put("recovery_target_inclusive", "on");
    target.put("recovery_target_action", "pause");
    return target;
  }

  /**
   * A command that finds nothing: PostgreSQL then looks into {@code pg_wal} by itself. It waits
   * until the file is there, or none comes any more, and tells us which one was asked for, and when
   * it is the first one of replay.
   */
  private static String waiting(WalSegment first, Path arriving) {
    return """
    case %%f in *.history) exit 1;; esac; echo %%f > %s; \
    case %%f in *%s) : > %s;; esac; \
    until test -e pg_wal/%%f; do test -e %s || exit 1; sleep 0.02; done; exit 1"""
        .formatted(
            quoted(arriving.resolve(ArrivingWal.ASKED)),
            first.name().substring(TIMELINE_LENGTH),
            quoted(arriving.resolve(ArrivingWal.REPLAYING)),
            quoted(arriving.resolve(ArrivingWal.ONGOING)));
  }

  /** For a shell, and for PostgreSQL, which replaces what follows a per cent sign. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''").replace("%", "%%") + "'";
  }
}

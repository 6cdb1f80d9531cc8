package dev.meridian.backup.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * When backups are taken: {@code meridian.backup-service.backups.*}.
 *
 * @param every how old the last one of a server gets before the next is due
 * @param atOnce how many are taken at once, over all servers
 * @param checkEvery how often it is looked at what is due
 * @param retryAfter how long after a failure it is tried again; twice as long after the next one
 * @param retryAtMostAfter the longest that becomes
 * @param walWithin how long a backup waits, when all else is there, for the log that it needs to be
 *     safe
 * @param fullEvery how old the last full backup gets before the next is full, too; in between they
 *     are incremental where the server can tell what changed. Zero for full ones only
 * @param leastApart how old the last one must be for the next to be due because replaying the log
 *     since then would come near to the server's restore time objective
 * @param assumedReplayRate bytes of log replayed in a second, as long as no restore has been
 *     measured: a cautious value, for a server that reads its pages from a disk
 */
@ConfigurationProperties("meridian.backup-service.backups")
public record BackupSettings(
    @DefaultValue("24h") Duration every,
    @DefaultValue("2") int atOnce,
    @DefaultValue("500ms") Duration checkEvery,
    @DefaultValue("5s") Duration retryAfter,
    @DefaultValue("10m") Duration retryAtMostAfter,
    @DefaultValue("10m") Duration walWithin,
    @DefaultValue("7d") Duration fullEvery,
    @DefaultValue("10m") Duration leastApart,
    @DefaultValue("64MB") DataSize assumedReplayRate) {

  /** Settings that can work. */
  public BackupSettings {
    if (atOnce < 1) {
      throw new IllegalArgumentException(
          "meridian.backup-service.backups.at-once must be 1 or more, not " + atOnce);
    }
  }
}

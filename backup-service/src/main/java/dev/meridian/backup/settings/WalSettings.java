package dev.meridian.backup.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the write-ahead log is received: {@code meridian.backup-service.wal.*}.
 *
 * @param flushAge how old a received byte gets before it is safe in a repository on a file system
 * @param memory how many received bytes of all servers wait in memory until they are stored at once
 * @param statusEvery how often a server is told what is safe, and asked for its clock
 * @param statusIdleEvery how long a server that writes nothing may say nothing before it is asked;
 *     at most half of {@code silentFor}, and less than the {@code wal_sender_timeout} of 10 s that
 *     streams ask for. By itself it speaks after half of that
 * @param silentFor how long a server may say nothing before it is connected to anew
 * @param retryAfter how long after a failure it is connected to again; twice as long after the next
 * @param retryAtMostAfter the longest that becomes
 * @param coverageMargin how much earlier than a server's clock its log is taken to be complete: a
 *     commit's time is read a little before the commit is written
 * @param objectStoreFlushAge as {@code flushAge}, of a repository in an object store
 */
@ConfigurationProperties("meridian.backup-service.wal")
public record WalSettings(
    @DefaultValue("250ms") Duration flushAge,
    @DefaultValue("64MB") DataSize memory,
    @DefaultValue("1s") Duration statusEvery,
    @DefaultValue("6s") Duration statusIdleEvery,
    @DefaultValue("20s") Duration silentFor,
    @DefaultValue("200ms") Duration retryAfter,
    @DefaultValue("5s") Duration retryAtMostAfter,
    @DefaultValue("500ms") Duration coverageMargin,
    @DefaultValue("1s") Duration objectStoreFlushAge) {

  /** Checks what would never let a stream live. */
  public WalSettings {
    if (statusIdleEvery.multipliedBy(2).compareTo(silentFor) > 0) {
      throw new IllegalArgumentException(
          "wal.status-idle-every (%s) must be at most half of wal.silent-for (%s)"
              .formatted(statusIdleEvery, silentFor));
    }
  }

  /** These, for a server whose repository is in an object store. */
  public WalSettings inObjectStore() {
    return new WalSettings(
        objectStoreFlushAge,
        memory,
        statusEvery,
        statusIdleEvery,
        silentFor,
        retryAfter,
        retryAtMostAfter,
        coverageMargin,
        objectStoreFlushAge);
  }
}

package dev.meridian.backup.copy;

import dev.meridian.repository.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/**
 * Brings one server's objects into another store. Objects never change, so what has its name is a
 * copy of it. A backup's manifest goes last: what is visible in the copy is complete, as it is in
 * the original. The log doesn't wait for the backups: the two may be copied at the same time, each
 * by one thread.
 *
 * <p>What is gone from the original stays in the copy, for it may be gone by accident; the copy has
 * an expiry of its own. Only log that was merged goes with its parts.
 */
final class ArchiveCopy {

  private final LogCopy log;
  private final BackupsCopy backups;

  /**
   * @param turn as for {@link BackupsCopy}
   */
  ArchiveCopy(Supplier<Store> from, Supplier<Store> to, UUID serverId, Lock turn, Clock clock) {
    String folder = "servers/" + serverId + "/";
    this.log = new LogCopy(from, to, folder, clock);
    this.backups = new BackupsCopy(from, to, folder, log, turn, clock);
  }

  /** How far it is behind. */
  CopyLag lag() {
    Instant logAsOf = log.completeAsOf();
    Instant backupsAsOf = backups.completeAsOf();
    return new CopyLag(
        log.missingBytes() + backups.missingBytes(),
        logAsOf.isBefore(backupsAsOf) ? logAsOf : backupsAsOf,
        logAsOf);
  }

  /**
   * Copies the log that is missing, or some of it when that is much.
   *
   * @throws CopyRefused when the copy is one of another archive
   */
  void bringLogUpToDate() {
    log.bringUpToDate();
  }

  /** Whether there may be backups to copy, or parts of one. */
  boolean areBackupsDue() {
    return backups.isDue();
  }

  /**
   * Copies what is missing of backups, or some of it when that is much, once the key is there.
   *
   * @return the backups that are complete in the copy
   */
  Set<UUID> bringBackupsUpToDate() {
    return backups.bringUpToDate();
  }

  /** What lies there is the copy of something else, and maybe all that is left of it. */
  static final class CopyRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    CopyRefused(String message) {
      super(message);
    }
  }

  /** The service ends; the copy goes on when it is back. */
  static final class CopyInterrupted extends RuntimeException {

    private static final long serialVersionUID = 1;

    CopyInterrupted() {
      super("The copy was interrupted");
    }
  }
}

package dev.meridian.backup.basebackup;

import dev.meridian.backup.basebackup.TakeBackup.WalMissing;
import dev.meridian.backup.wal.LogStatus;
import dev.meridian.postgres.Lsn;
import java.time.Duration;

/** The log without which a backup is of no use: from where it began to where it ended. */
record NeededLog(Lsn from, Lsn to) {

  /**
   * Requires that all of it is safe.
   *
   * @param waited how long its end was waited for
   * @throws WalMissing when some of it isn't, or never will be
   */
  void requireSafe(LogStatus log, Duration waited) throws WalMissing {
    if (log.safe().isBefore(to)) {
      throw new WalMissing(
          "The log up to %s was not safe within %s, only up to %s"
              .formatted(to, waited, log.safe()));
    }
    if (from.isBefore(log.unbrokenFrom())) {
      throw new WalMissing(
          "The log from %s on is needed and has a gap up to %s"
              .formatted(from, log.unbrokenFrom()));
    }
  }
}

package dev.meridian.repository.window;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.wal.WalArchive;
import java.time.Instant;
import java.util.Optional;

/** When it was, by a server's own log, at places of it. */
public interface LogTimes {

  /** As {@link WalArchive#restorableFrom}. */
  Instant restorableFrom(BackupFacts backup);

  /** The last commit from a position on, as far as the log goes from there without a gap. */
  Optional<Instant> lastCommit(TimelineHistory line, Lsn from);

  /** As an archive has them. Each costs a listing and a few small reads. */
  static LogTimes of(WalArchive wal) {
    return new LogTimes() {

      private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T00:00:00Z");

      @Override
      public Instant restorableFrom(BackupFacts backup) {
        return wal.restorableFrom(backup);
      }

      @Override
      public Optional<Instant> lastCommit(TimelineHistory line, Lsn from) {
        return wal.resolve(line, from, FAR_FUTURE).lastCommit().map(TransactionEnd::at);
      }
    };
  }
}

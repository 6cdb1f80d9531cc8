package dev.meridian.restore.operation;

import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.restore.plan.MissingObjects;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.rate.Rates;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would come to.
 *
 * @param through whose data it is, if it is of the time before the source's own; else null
 * @param whyFromThere why it isn't restored from the region of whose data it is; null where nothing
 *     is to be explained
 * @param lastCommit the last one that is included, if the log that is read knows one
 * @param nextCommit the first one that is not, if there is one in the archive
 * @param archiveEnd where the archive's log ends, if it has no next one
 * @param estimate empty while no restore has been measured
 * @param passedOver what is missing for the restore that would be done first; null where this is
 *     that one
 */
public record Preview(
    SourceServer source,
    Target target,
    Plan plan,
    Destination destination,
    @Nullable ThroughOrigin through,
    @Nullable String whyFromThere,
    Instant backupCompletedAt,
    @Nullable TransactionEnd lastCommit,
    @Nullable TransactionEnd nextCommit,
    @Nullable ArchiveEnd archiveEnd,
    Optional<Rates.Estimate> estimate,
    @Nullable MissingObjects passedOver,
    AdminPassword adminPassword,
    SettingsOutlook settings,
    Window window) {

  /** Whether the new server's storage holds the data, and what the log may add, for people. */
  public String storageNote() {
    return ChooseDestination.roomForLog(destination, plan.backupBytes(), plan.walBytes());
  }

  /** Which targets nearby have the same result, for people. */
  public String explanation() {
    if (lastCommit == null) {
      return "The archive knows no commit up to there: the new server is as backup %s ended"
          .formatted(plan.backupId());
    }
    if (nextCommit == null) {
      return "The last commit is of %s, and %s"
          .formatted(
              lastCommit.at(), Objects.requireNonNull(archiveEnd).explanation(lastCommit.at()));
    }
    return "The last commit that is included is of %s, the next one of %s: any target in between has the same result"
        .formatted(lastCommit.at(), nextCommit.at());
  }
}

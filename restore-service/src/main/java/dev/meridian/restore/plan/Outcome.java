package dev.meridian.restore.plan;

import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import org.jspecify.annotations.Nullable;

/** What planning comes to. */
public sealed interface Outcome {

  /**
   * It can be done, like this.
   *
   * @param line the line of descent that is replayed
   * @param lastCommit the last one that is included, if the log that is read knows one
   * @param passedOver what is missing for the restore that would be done first; null where this is
   *     that one
   */
  record Planned(
      Plan plan,
      BackupSummary backup,
      TimelineHistory line,
      @Nullable TransactionEnd lastCommit,
      @Nullable MissingObjects passedOver)
      implements Outcome {

    Planned passingOver(MissingObjects missing) {
      return new Planned(plan, backup, line, lastCommit, missing);
    }
  }

  /**
   * The archive doesn't reach the target yet; it may in a moment.
   *
   * @param reachesTo how far it does: an instant, a log position or a transaction id
   */
  record NotCoveredYet(String reachesTo) implements Outcome {}

  /**
   * It can't be done.
   *
   * @param code stable, for programs
   * @param reason for people: what was asked, and what would work
   * @param missing what it can't be done without; null unless it is for that
   */
  record Impossible(String code, String reason, @Nullable MissingObjects missing)
      implements Outcome {

    /** The code of a server whose first backup is still to come. */
    public static final String NOTHING_YET = "nothing-to-restore-yet";

    /** The code of a server that is gone, and its backups with it. */
    public static final String NOTHING_LEFT = "nothing-left-to-restore";

    /** For another reason than objects that are missing. */
    public Impossible(String code, String reason) {
      this(code, reason, null);
    }

    /** The same, said otherwise. */
    public Impossible saying(String otherReason) {
      return new Impossible(code, otherReason, missing);
    }

    /** Whether the archive has no complete backup, so that no target can be. */
    public boolean meansNoBackup() {
      return code.equals(NOTHING_YET) || code.equals(NOTHING_LEFT);
    }
  }
}

package dev.meridian.restore.operation;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.SharedHistory;
import dev.meridian.restore.source.SourceState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the log of an archive ends that has nothing after a restore's last commit.
 *
 * @param completeTo up to when it is known to hold all that the source did; null where that isn't
 *     known, as of a copy, or where a gap follows
 */
record ArchiveEnd(Kind kind, @Nullable Instant completeTo) {

  enum Kind {
    /** More log may come. */
    OPEN,
    /** More log follows after some that is lost. */
    GAP,
    /** More log may lie in the source's own region. */
    COPY,
    /** What follows isn't the source's: it was restored up to there. */
    SHARED,
    /** The source is gone. */
    FINAL
  }

  /**
   * The end of what was looked at.
   *
   * @param coveredUntil what was said of the holder's own archive before the look
   */
  static ArchiveEnd of(
      Assessment assessment, Outcome.Planned planned, @Nullable Instant coveredUntil) {
    if (assessment.through() != null
        && assessment.catalogue() instanceof SharedHistory shared
        && shared.isUnbrokenAfter(planned)) {
      return new ArchiveEnd(Kind.SHARED, assessment.through().asOf());
    }
    if (isBroken(assessment.catalogue(), planned)) {
      return new ArchiveEnd(Kind.GAP, null);
    }
    if (!assessment.region().equals(assessment.holder().region())) {
      return new ArchiveEnd(Kind.COPY, null);
    }
    boolean isGone = assessment.holder().state() == SourceState.Dropped;
    return new ArchiveEnd(isGone ? Kind.FINAL : Kind.OPEN, coveredUntil);
  }

  private static boolean isBroken(Catalogue catalogue, Outcome.Planned planned) {
    WalCoverage coverage = catalogue.coverage();
    Lsn unbroken = coverage.unbrokenFrom(planned.line(), Lsn.parse(planned.plan().walFrom()));
    return coverage.end(planned.line().timeline()).filter(unbroken::isBefore).isPresent();
  }

  /** Up to when all that was committed is known to be in a restore with the end of its backup. */
  Instant completeTo(Instant backupStoppedAt) {
    return completeTo == null || completeTo.isBefore(backupStoppedAt)
        ? backupStoppedAt
        : completeTo;
  }

  /** What a target later than the last commit comes to, for people. */
  String explanation(Instant lastCommitAt) {
    return switch (kind) {
      case GAP ->
          "the archive has a gap in the write-ahead log after it: no target within the gap can be restored";
      case COPY ->
          "there is nothing after it in the copy, which may lag behind: no later target can be restored from there until more has been copied";
      case SHARED ->
          "there is nothing after it in what the server has in common with the one that it was restored from"
              + (completeTo == null
                  ? ""
                  : ", up to %s: any target up to then has the same result".formatted(completeTo));
      case FINAL ->
          "there is nothing after it in the archive, and the server is gone: any later target has the same result";
      case OPEN ->
          completeTo == null || completeTo.isBefore(lastCommitAt)
              ? "there is nothing after it in the archive yet: a later target is waited for, and what it includes isn't known"
              : "there is nothing after it in the archive up to %s: any target up to then has the same result"
                  .formatted(completeTo);
    };
  }
}

package dev.meridian.backup.basebackup;

import dev.meridian.backup.settings.BackupSettings;
import dev.meridian.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides which backup of a server is due; asks nobody, does nothing. */
final class BackupSchedule {

  /** Whoever asked for a backup asks again if it fails that often. */
  private static final int TRIES_OF_A_REQUEST = 3;

  /** While the next backup is taken the log goes on: it begins when so much is used up. */
  private static final double PART_OF_OBJECTIVE = 0.75;

  /** What is dated later than this from now is from when our clock was ahead: nobody knows when. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final BackupSettings settings;

  BackupSchedule(BackupSettings settings) {
    this.settings = settings;
  }

  /**
   * A backup to be taken now.
   *
   * @param waiting the one that somebody asked for, if it is that one
   */
  record Due(BackupReason reason, @Nullable UUID waiting) {}

  /**
   * A server's log.
   *
   * @param unbrokenFrom since which position it is being received without a gap
   * @param end up to where it is safe
   * @param replayRate how many bytes of it are replayed in a second
   */
  record Log(Lsn unbrokenFrom, Lsn end, long replayRate) {}

  /**
   * What is due.
   *
   * @param recorded the backups of one server, the newest first
   * @param objective how long a restore of it may replay log, as predicted
   */
  Optional<Due> due(List<Backup> recorded, Log log, Duration objective, Instant now) {
    List<Backup> backups = misdatedLast(recorded, now);
    if (backups.stream().anyMatch(backup -> backup.state() == BackupState.RUNNING)
        || now.isBefore(earliestTry(backups, now))) {
      return Optional.empty();
    }
    Optional<Backup> last = lastUsable(backups, log.unbrokenFrom());
    Optional<Backup> asked = waiting(backups);
    if (asked.isPresent()) {
      return Optional.of(new Due(BackupReason.REQUESTED, asked.get().id()));
    }
    if (last.isEmpty()) {
      return Optional.of(new Due(BackupReason.FIRST, null));
    }
    if (!hasBegunWithin(settings.every(), last.get(), now)
        || hasMuchToReplay(last.get(), log, objective, now)) {
      return Optional.of(new Due(BackupReason.SCHEDULED, null));
    }
    return failures(backups) > 0
            && failures(backups) < TRIES_OF_A_REQUEST
            && backups.getFirst().reason() == BackupReason.REQUESTED
        ? Optional.of(new Due(BackupReason.REQUESTED, null))
        : Optional.empty();
  }

  /** Whether a restore would soon replay for longer than it may, however young the last one is. */
  private boolean hasMuchToReplay(Backup last, Log log, Duration objective, Instant now) {
    if (last.startLsn() == null || hasBegunWithin(settings.leastApart(), last, now)) {
      return false;
    }
    double seconds =
        (double) log.end().minus(Lsn.parse(last.startLsn())) / Math.max(1, log.replayRate());
    return seconds >= PART_OF_OBJECTIVE * objective.toSeconds();
  }

  /** The last one to which all that is being received can be added. */
  private static Optional<Backup> lastUsable(List<Backup> backups, Lsn unbrokenFrom) {
    return backups.stream()
        .filter(backup -> backup.state() == BackupState.COMPLETED)
        .filter(
            backup ->
                backup.startLsn() != null && !Lsn.parse(backup.startLsn()).isBefore(unbrokenFrom))
        .findFirst();
  }

  private static Optional<Backup> waiting(List<Backup> backups) {
    return backups.stream()
        .filter(backup -> backup.state() == BackupState.WAITING)
        .reduce((newer, older) -> older);
  }

  /** After a failure the next try waits, after each further one twice as long. */
  private Instant earliestTry(List<Backup> backups, Instant now) {
    int failures = failures(backups);
    if (failures == 0) {
      return Instant.MIN;
    }
    Instant failedAt =
        backups.stream()
            .filter(backup -> backup.state() == BackupState.FAILED)
            .map(backup -> backup.endedAt() == null ? backup.requestedAt() : backup.endedAt())
            .filter(at -> !isMisdated(at, now))
            .findFirst()
            .orElse(null);
    if (failedAt == null) {
      return Instant.MIN;
    }
    Duration wait = settings.retryAfter().multipliedBy(1L << Math.min(failures - 1, 20));
    Duration most = settings.retryAtMostAfter();
    return failedAt.plus(wait.compareTo(most) < 0 ? wait : most);
  }

  /** How many of the last tries failed, one after the other. */
  private static int failures(List<Backup> backups) {
    int failures = 0;
    for (Backup backup : backups) {
      if (backup.state() == BackupState.FAILED) {
        failures++;
      } else if (backup.state() != BackupState.WAITING) {
        break;
      }
    }
    return failures;
  }

  /**
   * By this service's clock: what the backup says of itself is by its server's, which may be days
   * behind.
   */
  private static boolean hasBegunWithin(Duration age, Backup backup, Instant now) {
    return !isMisdated(backup.requestedAt(), now) && now.isBefore(backup.requestedAt().plus(age));
  }

  private static boolean isMisdated(Instant at, Instant now) {
    return at.isAfter(now.plus(AHEAD));
  }

  /** As if they were older than all others. */
  private static List<Backup> misdatedLast(List<Backup> backups, Instant now) {
    return backups.stream()
        .sorted(Comparator.comparing(backup -> isMisdated(backup.requestedAt(), now)))
        .toList();
  }
}

package dev.meridian.backup.basebackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.basebackup.BackupSchedule.Log;
import dev.meridian.backup.settings.BackupSettings;
import dev.meridian.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class BackupScheduleTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final UUID SERVER = new UUID(1, 1);
  private static final UUID INSTANCE = new UUID(2, 2);
  private static final long REPLAY_RATE = 100_000_000;
  private static final Duration OBJECTIVE = Duration.ofMinutes(5);
  private static final Lsn BEGINNING = Lsn.parse("0/1000000");

  private final BackupSchedule schedule =
      new BackupSchedule(
          new BackupSettings(
              Duration.ofHours(24),
              2,
              Duration.ofMillis(500),
              Duration.ofSeconds(5),
              Duration.ofMinutes(10),
              Duration.ofMinutes(10),
              Duration.ofDays(7),
              Duration.ofMinutes(10),
              DataSize.ofMegabytes(64)));

  @Test
  void theFirstIsDueAtOnce() {
    assertThat(due(NOON)).isEqualTo(BackupReason.FIRST);
  }

  @Test
  void nothingIsDueWhileOneRuns() {
    assertThat(due(NOON, backup(BackupReason.FIRST, NOON).started(NOON, INSTANCE))).isNull();
    assertThat(due(NOON, waiting(NOON), backup(BackupReason.FIRST, NOON).started(NOON, INSTANCE)))
        .isNull();
  }

  @Test
  void theNextIsDueADayAfterTheLastBegan() {
    Backup last = completed(NOON, "0/2000028");
    assertThat(due(NOON.plus(Duration.ofHours(24)).minusNanos(1000), last)).isNull();
    assertThat(due(NOON.plus(Duration.ofHours(24)), last)).isEqualTo(BackupReason.SCHEDULED);
  }

  @Test
  void aServerWhoseClockIsDaysBehindIsNotBackedUpAllTheTime() {
    Backup last = completed(NOON, NOON.minus(Duration.ofDays(3)), "0/2000028");
    assertThat(due(NOON.plusSeconds(1), last)).isNull();
    assertThat(due(NOON.plus(Duration.ofHours(24)), last)).isEqualTo(BackupReason.SCHEDULED);
  }

  @Test
  void whatIsDatedLaterThanNowKeepsNothingFromBeingDue() {
    Instant ahead = NOON.plus(Duration.ofDays(30));
    assertThat(due(NOON, completed(ahead, "0/2000028"))).isEqualTo(BackupReason.SCHEDULED);
    assertThat(due(NOON, failed(BackupReason.SCHEDULED, ahead))).isEqualTo(BackupReason.FIRST);
    Backup since = completed(NOON, "0/2000028");
    assertThat(due(NOON.plusSeconds(1), completed(ahead, "0/2000028"), since)).isNull();
    assertThat(
            due(
                NOON.plusSeconds(1),
                completed(ahead, "0/2000028"),
                failed(BackupReason.SCHEDULED, NOON),
                since))
        .as("after a failure the next try waits")
        .isNull();
  }

  @Test
  void aClockThatIsSetBackALittleMakesNothingDue() {
    assertThat(due(NOON, completed(NOON.plusSeconds(5), "0/2000028"))).isNull();
  }

  @Test
  void afterAGapTheFirstOfTheLogAfterItIsDueAtOnce() {
    Backup before = completed(NOON, "0/2000028");
    assertThat(
            schedule
                .due(
                    List.of(before),
                    new Log(Lsn.parse("0/3000000"), Lsn.parse("0/3000100"), REPLAY_RATE),
                    OBJECTIVE,
                    NOON.plusSeconds(1))
                .orElseThrow()
                .reason())
        .isEqualTo(BackupReason.FIRST);
  }

  @Test
  void whatWasAskedForComesNextTheOldestFirst() {
    Backup older = waiting(NOON);
    Backup newer = waiting(NOON.plusSeconds(1));
    assertThat(
            schedule
                .due(List.of(newer, older, completed(NOON, "0/2000028")), log(0), OBJECTIVE, NOON)
                .orElseThrow())
        .isEqualTo(new BackupSchedule.Due(BackupReason.REQUESTED, older.id()));
  }

  @Test
  void afterEachFailureTheNextTryWaitsTwiceAsLong() {
    Backup first = failed(BackupReason.FIRST, NOON);
    assertThat(due(NOON.plusSeconds(4), first)).isNull();
    assertThat(due(NOON.plusSeconds(5), first)).isEqualTo(BackupReason.FIRST);
    Backup second = failed(BackupReason.FIRST, NOON.plusSeconds(5));
    assertThat(due(NOON.plusSeconds(14), second, first)).isNull();
    assertThat(due(NOON.plusSeconds(15), second, first)).isEqualTo(BackupReason.FIRST);
  }

  @Test
  void theWaitAfterManyFailuresIsBounded() {
    Backup[] failures = new Backup[30];
    for (int i = 0; i < failures.length; i++) {
      failures[i] = failed(BackupReason.FIRST, NOON.minusSeconds(i));
    }
    assertThat(due(NOON.plus(Duration.ofMinutes(10)), failures)).isEqualTo(BackupReason.FIRST);
  }

  @Test
  void whatWasAskedForAndFailedIsTriedAgainButNotForEver() {
    Backup good = completed(NOON.minusSeconds(60), "0/2000028");
    Backup one = failed(BackupReason.REQUESTED, NOON);
    assertThat(due(NOON.plusSeconds(5), one, good)).isEqualTo(BackupReason.REQUESTED);
    Backup two = failed(BackupReason.REQUESTED, NOON.plusSeconds(5));
    Backup three = failed(BackupReason.REQUESTED, NOON.plusSeconds(15));
    assertThat(due(NOON.plusSeconds(600), three, two, one, good)).isNull();
  }

  @Test
  void theNextIsDueBeforeReplayingWhatFollowsTheLastTakesTooLong() {
    Backup last = completed(NOON, "0/2000028");
    Instant later = NOON.plus(Duration.ofMinutes(30));
    long dueAt = (long) (0.75 * 300 * REPLAY_RATE);
    assertThat(schedule.due(List.of(last), log(dueAt - 1), OBJECTIVE, later)).isEmpty();
    assertThat(schedule.due(List.of(last), log(dueAt), OBJECTIVE, later))
        .contains(new BackupSchedule.Due(BackupReason.SCHEDULED, null));
    Log slower = new Log(BEGINNING, end(dueAt / 4), REPLAY_RATE / 4);
    assertThat(schedule.due(List.of(last), slower, OBJECTIVE, later)).isPresent();
  }

  @Test
  void theShorterItsObjectiveTheSoonerTheNextIsDue() {
    Backup last = completed(NOON, "0/2000028");
    Instant later = NOON.plus(Duration.ofMinutes(30));
    Log minute = log(60 * REPLAY_RATE);
    assertThat(schedule.due(List.of(last), minute, Duration.ofSeconds(80), later))
        .contains(new BackupSchedule.Due(BackupReason.SCHEDULED, null));
    assertThat(schedule.due(List.of(last), minute, Duration.ofSeconds(81), later)).isEmpty();
    assertThat(schedule.due(List.of(last), minute, Duration.ofHours(24), later)).isEmpty();
  }

  @Test
  void howeverMuchLogThereIsBackupsAreSomeTimeApart() {
    Backup last = completed(NOON, "0/2000028");
    Log much = log(1L << 44);
    assertThat(schedule.due(List.of(last), much, OBJECTIVE, NOON.plus(Duration.ofMinutes(9))))
        .isEmpty();
    assertThat(schedule.due(List.of(last), much, OBJECTIVE, NOON.plus(Duration.ofMinutes(10))))
        .isPresent();
  }

  private static Log log(long bytesSinceTheLast) {
    return new Log(BEGINNING, end(bytesSinceTheLast), REPLAY_RATE);
  }

  private static Lsn end(long bytesSinceTheLast) {
    return Lsn.parse("0/2000028").plus(bytesSinceTheLast);
  }

  private BackupReason due(Instant now, Backup... newestFirst) {
    return schedule
        .due(List.of(newestFirst), log(0), OBJECTIVE, now)
        .map(BackupSchedule.Due::reason)
        .orElse(null);
  }

  private static Backup backup(BackupReason reason, Instant at) {
    return Backup.waiting(UUID.randomUUID(), SERVER, reason, at);
  }

  private static Backup waiting(Instant at) {
    return backup(BackupReason.REQUESTED, at);
  }

  private static Backup failed(BackupReason reason, Instant at) {
    return backup(reason, at).started(at, INSTANCE).failed("server-unreachable", "gone", at);
  }

  private static Backup completed(Instant at, String start) {
    return completed(at, at, start);
  }

  /** What begins at another instant by the server's clock. */
  private static Backup completed(Instant at, Instant byServer, String start) {
    Lsn lsn = Lsn.parse(start);
    Instant ended = byServer.plusSeconds(3);
    return backup(BackupReason.FIRST, at)
        .started(at, INSTANCE)
        .completed(new Completion(byServer, ended, 1, lsn, lsn.plus(256), 1, 1, BackupKind.FULL));
  }
}

package dev.meridian.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.BackupEnd;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.restore.TestArchive;
import dev.meridian.restore.archive.Archives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanRestoreTest {

  private static final RepositoryKey KEY = RepositoryKey.generate();
  private static final UUID SERVER = UUID.randomUUID();

  @TempDir Path directory;
  private TestArchive archive;

  @BeforeEach
  void createArchive() {
    archive = new TestArchive(directory, KEY, SERVER);
  }

  @Test
  void theLastCommitBeforeTheTargetIsTheLastRecordToReplay() {
    BackupSummary backup = archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    TransactionEnd last = archive.commit(at("10:00:20"));
    archive.commit(at("10:00:30"));
    archive.archive();

    Plan plan = planned(at("10:00:25"));

    assertThat(plan)
        .isEqualTo(
            new Plan(
                SERVER,
                "here",
                backup.id(),
                18,
                1,
                backup.facts().firstNeeded().toString(),
                last.end().toString(),
                last.start().toString(),
                at("10:00:25"),
                at("10:00:20"),
                backup.logicalBytes(),
                last.end().minus(backup.facts().firstNeeded())));
  }

  @Test
  void aCommitAtExactlyTheTargetIsIncluded() {
    archive.backup(at("10:00:00"));
    TransactionEnd exact = archive.commit(at("10:00:20"));
    archive.commit(at("10:00:20.000001"));
    archive.archive();

    assertThat(planned(at("10:00:20")).targetLsn()).isEqualTo(exact.start().toString());
  }

  @Test
  void allCommitsOfOneTimeAreIncludedOrNone() {
    archive.backup(at("10:00:00"));
    TransactionEnd before = archive.commit(at("10:00:19"));
    archive.commit(at("10:00:20"));
    TransactionEnd second = archive.commit(at("10:00:20"));
    archive.commit(at("10:00:21"));
    archive.archive();

    assertThat(planned(at("10:00:20")).targetLsn()).isEqualTo(second.start().toString());
    assertThat(planned(at("10:00:19.999999")).targetLsn()).isEqualTo(before.start().toString());
  }

  @Test
  void replayStopsBeforeTheFirstLaterRecordHoweverTheClockWentOn() {
    archive.backup(at("10:00:00"));
    TransactionEnd first = archive.commit(at("10:00:10"));
    archive.commit(at("10:00:30"));
    archive.commit(at("10:00:15"));
    archive.archive();

    assertThat(planned(at("10:00:20")).targetLsn()).isEqualTo(first.start().toString());
  }

  @Test
  void anAbortAfterTheTargetShowsThatTheArchiveReachesIt() {
    archive.backup(at("10:00:00"));
    TransactionEnd last = archive.commit(at("10:00:10"));
    archive.abort(at("10:00:30"));
    archive.archive();

    assertThat(planned(at("10:00:20")).targetLsn()).isEqualTo(last.start().toString());
  }

  @Test
  void beforeAnyCommitAfterTheBackupReplayStopsAtTheBackupsEnd() {
    BackupSummary backup = archive.backupAround(at("10:00:00"), at("09:59:59"));
    archive.commit(at("10:00:10"));
    archive.archive();

    Plan plan = planned(at("10:00:05"));

    BackupFacts facts = backup.facts();
    assertThat(plan.targetLsn())
        .isEqualTo(BackupEnd.startOf(facts.stop(), facts.segmentSize()).toString());
    assertThat(plan.walTo()).isEqualTo(backup.facts().stop().toString());
    assertThat(plan.lastCommitAt()).isEqualTo(at("09:59:59"));
  }

  @Test
  void theNewestBackupThatWasCompleteAtTheTargetIsTaken() {
    BackupSummary first = archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    BackupSummary second = archive.backup(at("11:00:00"));
    archive.commit(at("11:00:10"));
    archive.archive();

    assertThat(planned(at("10:59:59")).backupId()).isEqualTo(first.id());
    assertThat(planned(at("11:00:00")).backupId()).isEqualTo(second.id());
  }

  @Test
  void aBackupThatHoldsALaterCommitThanTheTargetIsNotTakenThoughItSaysThatItEndedBefore() {
    BackupSummary first = archive.backup(at("09:00:00"));
    TransactionEnd last = archive.commit(at("09:30:00"));
    BackupSummary early = archive.backupTooEarly(at("10:00:00"), at("10:00:02"));
    archive.commit(at("10:00:05"));
    archive.archive();
    assertThat(early.facts().stoppedAt()).isEqualTo(at("10:00:00"));

    assertThat(planned(at("10:00:01")).backupId()).isEqualTo(first.id());
    assertThat(planned(at("10:00:01")).targetLsn()).isEqualTo(last.start().toString());
    assertThat(planned(at("10:00:02")).backupId()).isEqualTo(early.id());
  }

  @Test
  void aBackupAfterALaterCommitThanTheTargetIsNotTakenThoughItSaysThatItEndedBefore() {
    BackupSummary first = archive.backup(at("09:00:00"));
    TransactionEnd last = archive.commit(at("09:30:00"));
    archive.commit(at("10:30:00"));
    // The clock that it is told by went back an hour, and nothing ends while it is taken.
    BackupSummary early = archive.backupTooEarly(at("09:31:00"), null);
    archive.commit(at("10:40:00"));
    archive.archive();
    assertThat(early.facts().stoppedAt()).isEqualTo(at("09:31:00"));

    assertThat(planned(at("10:00:00")).backupId()).isEqualTo(first.id());
    assertThat(planned(at("10:00:00")).targetLsn()).isEqualTo(last.start().toString());
  }

  @Test
  void theEarliestOfTheWindowIsAcceptedAndNothingBefore() {
    archive.backupTooEarly(at("10:00:00"), at("10:00:02"));
    TransactionEnd next = archive.commit(at("10:00:10"));
    archive.archive();

    Instant earliest = Objects.requireNonNull(Window.of(catalogue(), List.of()).earliest());

    assertThat(earliest).isEqualTo(at("10:00:02"));
    assertThat(Lsn.parse(planned(earliest).walTo())).isLessThan(next.start());
    assertThat(((Outcome.Impossible) plan(earliest.minusNanos(1000), null, false)).reason())
        .contains("the earliest is " + earliest);
  }

  @Test
  void theEarliestIsThatOfALaterBackupWhereTheClockWasSetBack() {
    archive.backupTooEarly(at("10:00:00"), at("11:00:00"));
    archive.commit(at("10:00:10"));
    BackupSummary second = archive.backupAround(at("10:00:20"), at("10:00:15"));
    archive.commit(at("10:00:30"));
    archive.archive();

    assertThat(Window.of(catalogue(), List.of()).earliest()).isEqualTo(at("10:00:20"));
    assertThat(planned(at("10:00:20")).backupId()).isEqualTo(second.id());
  }

  @Test
  void theLatestOfTheWindowIsOnTheTimelineThatTheServerIsOnNow() {
    archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.promote();
    archive.commit(at("10:00:30"));
    archive.archive();

    assertThat(Window.of(catalogue(), List.of()).latest()).isEqualTo(at("10:00:30"));
  }

  @Test
  void aTargetBeforeTheFirstBackupWasCompleteIsRefused() {
    archive.backup(at("10:00:00"));

    assertThat(code(at("09:59:59.999999"))).isEqualTo("target-before-window");
  }

  @Test
  void withoutABackupNothingCanBeRestored() {
    archive.commit(at("10:00:10"));
    archive.archive();

    assertThat(code(at("10:00:05"))).isEqualTo("nothing-to-restore-yet");
  }

  @Test
  void ofADroppedServerWithoutABackupNothingIsLeftToRestore() {
    archive.commit(at("10:00:10"));
    archive.archive();

    Outcome.Impossible refused = (Outcome.Impossible) plan(at("10:00:05"), at("10:00:20"), true);

    assertThat(refused.code()).isEqualTo("nothing-left-to-restore");
    assertThat(refused.reason()).contains("was dropped").doesNotContain("first one");
  }

  @Test
  void aTargetThatTheArchiveDoesNotReachWaits() {
    archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.archive();

    assertThat(plan(at("10:00:20"), null, false))
        .isEqualTo(new Outcome.NotCoveredYet(at("10:00:10").toString()));
    assertThat(plan(at("10:00:20"), at("10:00:19"), false))
        .isEqualTo(new Outcome.NotCoveredYet(at("10:00:19").toString()));
  }

  @Test
  void anIdleServerIsRestoredToItsLastCommitOnceTheArchiveCoversTheTarget() {
    archive.backup(at("10:00:00"));
    TransactionEnd last = archive.commit(at("10:00:10"));
    archive.archive();

    Outcome outcome = plan(at("10:00:20"), at("10:00:20"), false);

    assertThat(((Outcome.Planned) outcome).plan().targetLsn()).isEqualTo(last.start().toString());
    assertThat(((Outcome.Planned) outcome).plan().lastCommitAt()).isEqualTo(at("10:00:10"));
  }

  @Test
  void aDroppedServerIsRestoredToItsLastCommit() {
    archive.backup(at("10:00:00"));
    TransactionEnd last = archive.commit(at("10:00:10"));
    archive.archive();

    Outcome outcome = plan(at("12:00:00"), null, true);

    assertThat(((Outcome.Planned) outcome).plan().targetLsn()).isEqualTo(last.start().toString());
  }

  @Test
  void theLatestIsAllThatTheArchiveHolds() {
    archive.backup(at("10:00:00"));
    TransactionEnd last = archive.commit(at("10:00:10"));
    archive.archive();

    Plan plan = planned(null);

    assertThat(plan.targetLsn()).isEqualTo(last.start().toString());
    assertThat(plan.targetTime()).isNull();
  }

  @Test
  void nothingIsRestoredAcrossAGap() {
    archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.archive().lose();
    archive.commit(at("10:10:00"));
    archive.archive();

    assertThat(code(at("10:05:00"))).isEqualTo("target-in-gap");
    assertThat(code(at("10:10:00"))).isEqualTo("target-in-gap");
    assertThat(code(null)).isEqualTo("target-in-gap");
    assertThat(plan(at("10:00:10"), at("10:20:00"), false)).isInstanceOf(Outcome.Impossible.class);
  }

  @Test
  void beforeAndAfterAGapEverythingIsAsUsual() {
    archive.backup(at("10:00:00"));
    TransactionEnd before = archive.commit(at("10:00:10"));
    archive.commit(at("10:00:15"));
    archive.archive().lose();
    BackupSummary second = archive.backup(at("10:10:00"));
    TransactionEnd after = archive.commit(at("10:10:10"));
    archive.commit(at("10:10:20"));
    archive.archive();

    assertThat(planned(at("10:00:12")).targetLsn()).isEqualTo(before.start().toString());
    assertThat(code(at("10:05:00"))).isEqualTo("target-in-gap");
    assertThat(planned(at("10:10:15")).targetLsn()).isEqualTo(after.start().toString());
    assertThat(planned(null).backupId()).isEqualTo(second.id());
  }

  @Test
  void theBackupThatIsPredictedToTakeTheLeastTimeIsTaken() {
    BackupSummary older = archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.work(20 << 20);
    BackupSummary newer = archive.backup(at("11:00:00"));
    TransactionEnd last = archive.commit(at("11:00:10"));
    archive.commit(at("11:00:20"));
    archive.archive();

    Plan byLog = planned(at("11:00:15"), (backupBytes, walBytes) -> seconds(walBytes));
    Plan byMagic = planned(at("11:00:15"), (backupBytes, walBytes) -> seconds(-walBytes));

    assertThat(byLog.backupId()).isEqualTo(newer.id());
    assertThat(byMagic.backupId()).isEqualTo(older.id());
    assertThat(byMagic.walFrom()).isEqualTo(older.facts().firstNeeded().toString());
    assertThat(byMagic.targetLsn()).isEqualTo(last.start().toString());
    assertThat(byMagic.walBytes()).isEqualTo(last.end().minus(older.facts().firstNeeded()));
  }

  @Test
  void aFasterBackupBeforeAGapIsNotTaken() {
    archive.backup(at("10:00:00"));
    archive.archive().lose();
    BackupSummary newer = archive.backup(at("11:00:00"));
    archive.commit(at("11:00:10"));
    archive.archive();

    Plan plan = planned(null, (backupBytes, walBytes) -> seconds(-walBytes));

    assertThat(plan.backupId()).isEqualTo(newer.id());
  }

  private Plan planned(@Nullable Instant target, Pace pace) {
    Outcome outcome =
        PlanRestore.plan(
            catalogue(),
            new Knowledge(SERVER, "here", null, false),
            target == null ? Target.LATEST : new Target.PointInTime(target),
            pace);
    return ((Outcome.Planned) outcome).plan();
  }

  private static Optional<Duration> seconds(long count) {
    return Optional.of(Duration.ofSeconds(count));
  }

  @Test
  void aBackupWhoseOwnLogIsMissingIsOfNoUse() {
    archive.commit(at("09:59:00"));
    archive.archive().lose();
    // The log that the backup was taken with begins after its start.
    BackupSummary backup = archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.commit(at("10:00:20"));
    archive.archive();
    Catalogue whole = catalogue();

    Outcome outcome =
        PlanRestore.plan(
            new CatalogueWithoutLogBefore(whole, backup.facts().stop()),
            new Knowledge(SERVER, "here", null, false),
            new Target.PointInTime(at("10:00:15")),
            Pace.UNKNOWN);

    assertThat(((Outcome.Impossible) outcome).code()).isEqualTo("wal-missing");
  }

  @Test
  void aTargetOnTheNextTimelineIsReplayedAlongBoth() {
    BackupSummary backup = archive.backup(at("10:00:00"));
    TransactionEnd old = archive.commit(at("10:00:10"));
    archive.promote();
    TransactionEnd young = archive.commit(at("10:00:30"));
    archive.commit(at("10:00:40"));
    archive.archive();

    Plan onOld = planned(at("10:00:20"));
    Plan onNew = planned(at("10:00:35"));

    assertThat(onOld.timeline()).isEqualTo(1);
    assertThat(onOld.targetLsn()).isEqualTo(old.start().toString());
    assertThat(onNew.timeline()).isEqualTo(2);
    assertThat(onNew.targetLsn()).isEqualTo(young.start().toString());
    assertThat(onNew.backupId()).isEqualTo(backup.id());
  }

  @Test
  void withoutTheHistoryOfTheNewestTimelineOnlyABackupsEndCanBeRestored() throws Exception {
    BackupSummary backup = archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.promote();
    archive.commit(at("10:00:30"));
    archive.archive();
    Files.delete(directory.resolve("servers/" + SERVER + "/timelines/00000002.history"));

    // Not the state as of 10:00:10, as if nothing had been committed since.
    assertThat(plan(at("10:00:35"), at("10:00:40"), false))
        .isInstanceOfSatisfying(
            Outcome.Impossible.class,
            no -> assertThat(no.code()).isEqualTo("timeline-history-missing"));
    assertThat(
            PlanRestore.plan(
                catalogue(),
                new Knowledge(SERVER, "here", null, false),
                new Target.BackupEnd(backup.id()),
                Pace.UNKNOWN))
        .isInstanceOf(Outcome.Planned.class);
  }

  @Test
  void whatIsMissingOfALogThatThePlanNeedsIsTold() throws Exception {
    archive.backup(at("10:00:00"));
    archive.commit(at("10:00:10"));
    archive.archive();
    Outcome.Planned planned = (Outcome.Planned) plan(null, null, false);
    assertThat(PlanRestore.missingObjects(catalogue(), planned)).isEmpty();

    String log = "servers/" + SERVER + "/wal/00000001/";
    try (var objects = Files.list(directory.resolve(log))) {
      Path last = objects.max(Comparator.naturalOrder()).orElseThrow();
      Files.delete(last);
      Files.write(last, new byte[20]);

      assertThat(PlanRestore.missingObjects(catalogue(), planned))
          .containsExactly(log + last.getFileName());
    }
  }

  @Test
  void theWindowGoesFromTheFirstBackupToTheLastTransaction() {
    archive.backup(at("10:00:00"));
    archive.backup(at("11:00:00"));
    archive.commit(at("11:00:10"));
    archive.archive();

    Window.Gap gap = new Window.Gap(at("10:10:00"), at("11:00:00"));
    assertThat(Window.of(catalogue(), List.of(gap)))
        .isEqualTo(new Window(at("10:00:00"), at("11:00:10"), List.of(gap)));
  }

  private Plan planned(@Nullable Instant target) {
    Outcome outcome = plan(target, null, false);
    assertThat(outcome).isInstanceOf(Outcome.Planned.class);
    return ((Outcome.Planned) outcome).plan();
  }

  private String code(@Nullable Instant target) {
    Outcome outcome = plan(target, null, false);
    assertThat(outcome).isInstanceOf(Outcome.Impossible.class);
    return ((Outcome.Impossible) outcome).code();
  }

  private Outcome plan(@Nullable Instant target, @Nullable Instant coveredUntil, boolean ended) {
    return PlanRestore.plan(
        catalogue(),
        new Knowledge(SERVER, "here", coveredUntil, ended),
        target == null ? Target.LATEST : new Target.PointInTime(target),
        Pace.UNKNOWN);
  }

  private Catalogue catalogue() {
    return new Archives(
            new Regions(List.of(new Region("here", directory.toString(), null, null)), () -> KEY))
        .catalogue("here", SERVER);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-22T" + time + "Z");
  }
}

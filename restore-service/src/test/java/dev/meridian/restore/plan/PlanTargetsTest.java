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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets besides an instant. */
class PlanTargetsTest {

  private static final RepositoryKey KEY = RepositoryKey.generate();
  private static final UUID SERVER = UUID.randomUUID();

  @TempDir Path directory;
  private TestArchive archive;
  private BackupSummary early;
  private TransactionEnd first;
  private TransactionEnd aborted;
  private TransactionEnd second;
  private BackupSummary late;
  private TransactionEnd third;

  @BeforeEach
  void createArchive() {
    archive = new TestArchive(directory, KEY, SERVER);
    early = archive.backup(at("10:00:00"));
    first = archive.commit(at("10:00:10"));
    aborted = archive.abort(at("10:00:15"));
    second = archive.commit(at("10:00:20"));
    late = archive.backup(at("10:00:30"));
    third = archive.commit(at("10:00:40"));
    archive.archive();
  }

  @Test
  void aLogPositionIncludesWhatIsCommittedUpToIt() {
    assertEndsWith(first, early, planned(new Target.LogPosition(first.end())));
    assertEndsWith(first, early, planned(new Target.LogPosition(second.end().plus(-1))));
    assertEndsWith(second, early, planned(new Target.LogPosition(second.end())));
    assertEndsWith(third, late, planned(new Target.LogPosition(third.end())));
  }

  @Test
  void aLogPositionRightAfterABackupIsItsEnd() {
    assertIsEndOf(late, planned(new Target.LogPosition(late.facts().stop())));
  }

  @Test
  void aLogPositionBeforeTheFirstBackupsEndIsRefused() {
    assertThat(code(new Target.LogPosition(early.facts().stop().plus(-1))))
        .isEqualTo("target-before-window");
  }

  @Test
  void aNamedPointIncludesWhatIsCommittedBeforeIt() {
    archive.point("release", at("10:00:41"));
    TransactionEnd fourth = archive.commit(at("10:00:50"));
    archive.point("release", at("10:00:55"));
    archive.commit(at("10:01:00"));
    archive.point("migration", at("10:01:05"));
    archive.archive();

    assertEndsWith(fourth, late, planned(new Target.NamedPoint("release")));
  }

  @Test
  void anUnknownNamedPointIsRefusedWithThoseThatThereAre() {
    assertThat(((Outcome.Impossible) plan(new Target.NamedPoint("release"), false)).reason())
        .isEqualTo("There is no restore point release. There is none that can be restored to");
    archive.point("migration", at("10:01:05"));
    archive.archive();

    Outcome.Impossible refused = (Outcome.Impossible) plan(new Target.NamedPoint("release"), false);

    assertThat(refused.code()).isEqualTo("restore-point-not-found");
    assertThat(refused.reason())
        .isEqualTo(
            "There is no restore point release. There are: migration (2026-11-22T10:01:05Z)");
  }

  @Test
  void aLogPositionThatTheArchiveDoesNotReachWaitsForALivingServer() {
    Target beyond = new Target.LogPosition(archive.position().plus(1));

    assertThat(plan(beyond, false))
        .isEqualTo(new Outcome.NotCoveredYet(archive.position().toString()));
    assertThat(plan(beyond, true))
        .isInstanceOfSatisfying(
            Outcome.Impossible.class,
            no -> assertThat(no.code()).isEqualTo("target-after-archive"));
  }

  @Test
  void aLogPositionInOrAfterAGapIsRefused() {
    Lsn before = archive.position();
    archive.lose();
    archive.commit(at("10:01:00"));
    archive.archive();

    assertThat(code(new Target.LogPosition(before.plus(100)))).isEqualTo("target-in-gap");
    assertThat(code(new Target.LogPosition(archive.position()))).isEqualTo("target-in-gap");
    assertEndsWith(third, late, planned(new Target.LogPosition(before)));
  }

  @Test
  void aTransactionIsExcludedOrIncludedExactly() {
    assertEndsWith(first, early, planned(new Target.BeforeTransaction(second.xid())));
    assertEndsWith(second, early, planned(new Target.AfterTransaction(second.xid())));
    assertEndsWith(third, late, planned(new Target.AfterTransaction(third.xid())));
    assertIsEndOf(early, planned(new Target.BeforeTransaction(first.xid())));
    assertIsEndOf(late, planned(new Target.BeforeTransaction(third.xid())));
  }

  @Test
  void aTransactionIdWithItsEpochIsThatOfItsLowerHalf() {
    assertEndsWith(second, early, planned(new Target.AfterTransaction((5L << 32) + second.xid())));
  }

  @Test
  void aTransactionThatWasRolledBackOrNeverWasIsRefused() {
    assertThat(code(new Target.AfterTransaction(aborted.xid())))
        .isEqualTo("transaction-rolled-back");
    assertThat(code(new Target.AfterTransaction(first.xid() - 100)))
        .isEqualTo("transaction-not-found");
    assertThat(plan(new Target.AfterTransaction(third.xid() + 1), false))
        .isEqualTo(new Outcome.NotCoveredYet("transaction " + third.xid()));
    assertThat(plan(new Target.AfterTransaction(third.xid() + 1), true))
        .isInstanceOf(Outcome.Impossible.class);
  }

  @Test
  void aTransactionDuringABackupIsRestoredFromTheBackupBefore() {
    BackupSummary around = archive.backupAround(at("10:02:00"), at("10:01:59"));
    TransactionEnd within =
        ((Outcome.Planned) plan(new Target.BackupEnd(around.id()), false)).lastCommit();

    assertEndsWith(within, late, planned(new Target.AfterTransaction(within.xid())));
    assertThat(planned(new Target.BackupEnd(around.id())).plan().lastCommitAt())
        .isEqualTo(at("10:01:59"));
  }

  @Test
  void aBackupsOwnEndIsATargetWhateverCameAfterIt() {
    assertIsEndOf(early, planned(new Target.BackupEnd(early.id())));
    assertIsEndOf(late, planned(new Target.BackupEnd(late.id())));
    assertThat(code(new Target.BackupEnd(UUID.randomUUID()))).isEqualTo("backup-not-found");
  }

  @Test
  void aTransactionOnTheNextTimelineIsReplayedAlongBoth() {
    archive.promote();
    TransactionEnd fourth = archive.commit(at("10:03:00"));
    archive.archive();

    Outcome.Planned planned = planned(new Target.AfterTransaction(fourth.xid()));

    assertEndsWith(fourth, late, planned);
    assertThat(planned.plan().timeline()).isEqualTo(2);
    assertEndsWith(second, early, planned(new Target.AfterTransaction(second.xid())));
  }

  @Test
  void theNextCommitIsTheFirstThatIsLeftOut() {
    Catalogue catalogue = catalogue();

    assertThat(PlanRestore.nextCommit(catalogue, planned(new Target.PointInTime(at("10:00:12")))))
        .contains(second);
    assertThat(PlanRestore.nextCommit(catalogue, planned(new Target.BackupEnd(late.id()))))
        .contains(third);
    assertThat(PlanRestore.nextCommit(catalogue, planned(Target.LATEST))).isEmpty();
  }

  private void assertEndsWith(TransactionEnd last, BackupSummary from, Outcome.Planned planned) {
    assertThat(planned.plan().targetLsn()).isEqualTo(last.start().toString());
    assertThat(planned.plan().walTo()).isEqualTo(last.end().toString());
    assertThat(planned.plan().lastCommitAt()).isEqualTo(last.at());
    assertThat(planned.plan().backupId()).isEqualTo(from.id());
    assertThat(planned.lastCommit()).isEqualTo(last);
  }

  /** Replay ends with the backup; a commit before it isn't looked for beyond the backup's span. */
  private static void assertIsEndOf(BackupSummary backup, Outcome.Planned planned) {
    BackupFacts facts = backup.facts();
    assertThat(planned.plan().backupId()).isEqualTo(backup.id());
    assertThat(planned.plan().walTo()).isEqualTo(facts.stop().toString());
    assertThat(planned.plan().targetLsn())
        .isEqualTo(BackupEnd.startOf(facts.stop(), facts.segmentSize()).toString());
  }

  private Outcome.Planned planned(Target target) {
    Outcome outcome = plan(target, false);
    assertThat(outcome).isInstanceOf(Outcome.Planned.class);
    return (Outcome.Planned) outcome;
  }

  private String code(Target target) {
    Outcome outcome = plan(target, false);
    assertThat(outcome).isInstanceOf(Outcome.Impossible.class);
    return ((Outcome.Impossible) outcome).code();
  }

  private Outcome plan(Target target, boolean ended) {
    return PlanRestore.plan(
        catalogue(), new Knowledge(SERVER, "here", null, ended), target, Pace.UNKNOWN);
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

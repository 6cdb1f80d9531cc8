package dev.meridian.restore.operation;

import static dev.meridian.restore.operation.Family.AS_OF;
import static dev.meridian.restore.operation.Family.at;
import static dev.meridian.restore.operation.Family.instant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.restore.TestArchive;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.PlanRestore;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.SourceState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop, a till that was restored from it as of 10:00:25, and what can be restored of the till.
 */
class BeforeBirthTest {

  @TempDir Path directory;
  private Family family;
  private TestArchive shop;
  private TestArchive till;
  private BackupSummary backup;
  private TransactionEnd first;
  private TransactionEnd last;
  private TransactionEnd parted;
  private SourceServer source;

  @BeforeEach
  void restoreTheShop() {
    family = new Family(directory);
    shop = family.archive(family.shop);
    backup = shop.backup(at("10:00:00"), 1000);
    shop.point("opening", at("10:00:05"));
    first = shop.commit(at("10:00:10"));
    shop.point("migration", at("10:00:12"));
    last = shop.commit(at("10:00:20"));
    till = shop.restoredTo(last.end(), family.till);
    parted = shop.commit(at("10:00:30"));
    shop.point("migration", at("10:00:32"));
    shop.archive();
    // Each backup begins a new segment of the log.
    till.work(1 << 20);
    till.point("opening", at("10:58:00"));
    till.commit(at("10:59:00"));
    till.backup(at("11:00:00"));
    till.commit(at("11:00:10"));
    till.archive();
    family.born(family.shop, "shop", null, null, null);
    source = family.born(family.till, "till", family.shop, last.end(), AS_OF);
  }

  @Test
  void anInstantBeforeItsBirthIsPlannedFromItsOriginsArchive() {
    Assessment found = family.assess(source, instant("10:00:15"));

    Outcome.Planned planned = (Outcome.Planned) found.outcome();
    assertThat(planned.plan().sourceServerId()).isEqualTo(family.shop);
    assertThat(planned.plan().backupId()).isEqualTo(backup.id());
    assertThat(planned.plan().walTo()).isEqualTo(first.end().toString());
    assertThat(found.source()).isEqualTo(source);
    assertThat(found.holder().name()).isEqualTo("shop");
    assertThat(found.through().explanation())
        .isEqualTo("planned from shop, of which till is a restore as of " + AS_OF);
    assertThat(found.window().earliest()).isEqualTo(at("11:00:00"));
    assertThat(found.through().window().earliest()).isEqualTo(at("10:00:00"));
    assertThat(found.through().window().latest()).isEqualTo(AS_OF);
  }

  @Test
  void exactlyWhatItWasRestoredToIsShared() {
    for (Target target :
        List.of(
            instant("10:00:20"),
            new Target.PointInTime(AS_OF),
            new Target.LogPosition(last.end()),
            new Target.AfterTransaction(last.xid()))) {
      assertThat(fromShop(target)).as("%s", target).isEqualTo(last.end());
    }
    assertThat(fromShop(new Target.BeforeTransaction(last.xid()))).isEqualTo(first.end());
  }

  @Test
  void betweenThatAndItsOwnWindowNothingIsRestoredAndBothWindowsAreSaid() {
    // By then the shop had done nothing more: all the same, no till was in that state.
    for (Target target :
        List.of(
            new Target.PointInTime(AS_OF.plusNanos(1000)),
            instant("10:00:40"),
            instant("10:59:59.999999"),
            new Target.LogPosition(last.end().plus(1)))) {
      assertThat(refusal(target).code()).as("%s", target).isEqualTo("target-before-window");
    }
    assertThat(refusal(instant("10:00:40")).reason())
        .isEqualTo(
            "2026-11-22T10:00:40Z is before anything that can be restored; the earliest is 2026-11-22T11:00:00Z."
                + " till is a restore of shop (%s) as of %s: only what was by then can be restored from there,"
                    .formatted(family.shop, AS_OF)
                + " and what was between then and its own first backup can't."
                + " By way of it, shop can be restored from 2026-11-22T10:00:00Z to 2026-11-22T10:00:25Z;"
                + " till itself from 2026-11-22T11:00:00Z to 2026-11-22T11:00:10Z");
    assertThat(family.assess(source, instant("10:00:40")).through().window().latest())
        .isEqualTo(AS_OF);
  }

  @Test
  void whatItsOriginsArchiveLacksIsNamedAndNothingElseIsWrongWithTheTarget() throws Exception {
    Files.delete(directory.resolve(shop.packOf(backup)));

    Outcome.Impossible refused = refusal(instant("10:00:15"));
    assertThat(refused.code()).isEqualTo("objects-missing");
    assertThat(refused.reason())
        .contains("till is a restore of shop", "1 object is missing", shop.packOf(backup));
    assertThat(refusal(instant("10:00:40")).code()).isEqualTo("target-before-window");
  }

  @Test
  void fromItsOwnFirstBackupOnItsOwnArchiveIsUsed() {
    assertThat(planned(instant("11:00:00")).plan().sourceServerId()).isEqualTo(family.till);
    assertThat(planned(Target.LATEST).plan().sourceServerId()).isEqualTo(family.till);
    assertThat(family.assess(source, Target.LATEST).through()).isNull();
  }

  @Test
  void whereNoInstantIsKnownThePositionDecides() {
    source = family.born(family.till, "till", family.shop, last.end(), null);

    assertThat(fromShop(instant("10:00:29"))).isEqualTo(last.end());
    Outcome.Impossible after = refusal(instant("10:00:31"));
    assertThat(after.code()).isEqualTo("target-before-window");
    assertThat(after.reason()).contains("left the other's at " + last.end());
  }

  @Test
  void whatTheOriginHadOnAnotherTimelineIsNotShared() {
    TestArchive forked = family.archive(family.fork);
    forked.backup(at("10:00:00"));
    TransactionEnd before = forked.commit(at("10:00:10"));
    forked.promote();
    TransactionEnd after = forked.commit(at("10:00:20"));
    forked.commit(at("10:00:30"));
    forked.archive();
    family.born(family.fork, "fork", null, null, null);
    source = family.born(family.till, "till", family.fork, after.end(), AS_OF);

    assertThat(planned(instant("10:00:15")).plan().walTo()).isEqualTo(before.end().toString());
    assertThat(refusal(instant("10:00:21")).reason()).contains("isn't in its history");
  }

  @Test
  void theOriginOfItsOriginIsAskedInTurn() {
    TransactionEnd own = till.commit(at("11:00:20"));
    TestArchive stall = till.restoredTo(own.end(), family.stall);
    till.archive();
    stall.work(1 << 20).backup(at("12:00:00"));
    SourceServer youngest =
        family.born(family.stall, "stall", family.till, own.end(), at("11:00:25"));

    Assessment oldest = family.assess(youngest, instant("10:00:15"));
    assertThat(((Outcome.Planned) oldest.outcome()).plan().sourceServerId()).isEqualTo(family.shop);
    assertThat(oldest.through().explanation())
        .isEqualTo(
            "planned from shop, of which till is a restore as of %s, of which stall is a restore as of %s",
            AS_OF, at("11:00:25"));
    assertThat(oldest.through().asOf()).isEqualTo(AS_OF);
    Assessment middle = family.assess(youngest, instant("11:00:15"));
    assertThat(((Outcome.Planned) middle.outcome()).plan().sourceServerId()).isEqualTo(family.till);
    Outcome between = family.assess(youngest, instant("10:30:00")).outcome();
    assertThat(((Outcome.Impossible) between).reason())
        .contains("till is a restore of shop", "stall is a restore of till")
        .contains("stall itself from 2026-11-22T12:00:00Z");
  }

  @Test
  void anOriginWhoseArchiveIsGoneIsPassedOver() {
    SourceServer youngest =
        family.born(family.stall, "stall", family.fork, till.position(), at("11:00:25"));
    family.born(family.fork, "fork", family.shop, last.end(), AS_OF);

    Assessment found = family.assess(youngest, instant("10:00:15"));

    assertThat(((Outcome.Planned) found.outcome()).plan().sourceServerId()).isEqualTo(family.shop);
  }

  @Test
  void whatTheOriginHasNotGotAnyMoreIsRefusedAndSaidWhy() {
    family.born(family.fork, "fork", null, null, null);
    source = family.born(family.till, "till", family.fork, last.end(), AS_OF);
    assertThat(refusal(instant("10:00:15")).reason())
        .contains("that one's archive holds no backup any more")
        .contains("fork can be restored to no instant")
        .contains("till itself from 2026-11-22T11:00:00Z");
    family.state = SourceState.Dropped;
    family.born(family.fork, "fork", null, null, null);
    assertThat(refusal(instant("10:00:15")).reason())
        .contains("that one was dropped, and its backups have expired");

    source = family.born(family.till, "till", family.shop, last.end(), AS_OF);
    Outcome.Impossible tooEarly = refusal(instant("09:59:59"));
    assertThat(tooEarly.code()).isEqualTo("target-before-window");
    assertThat(tooEarly.reason())
        .contains("and there: 2026-11-22T09:59:59Z is before anything that can be restored")
        .contains("shop can be restored from 2026-11-22T10:00:00Z to 2026-11-22T10:00:25Z");
  }

  @Test
  void whoseBirthWasNeverToldIsRefusedWithItsOriginsName() {
    source = family.born(family.till, "till", family.shop, null, null);

    Outcome.Impossible refused = refusal(instant("10:00:15"));

    assertThat(refused.code()).isEqualTo("target-before-window");
    assertThat(refused.reason())
        .endsWith(
            "till was itself restored from server %s (shop): what was before that is restored from there"
                .formatted(family.shop));
    family.forget(family.shop);
    assertThat(refusal(instant("10:00:15")).reason()).contains("unknown here");
  }

  @Test
  void beforeItsFirstBackupOnlyWhatIsSharedCanBeRestored() {
    source = family.born(family.stall, "stall", family.shop, last.end(), AS_OF);

    assertThat(fromShop(instant("10:00:15"))).isEqualTo(first.end());
    assertThat(refusal(instant("10:00:40")).code()).isEqualTo("nothing-to-restore-yet");
    assertThat(refusal(Target.LATEST).reason()).doesNotContain("shop");
    // It never was in the state right before it, though the shop was.
    assertThat(refusal(new Target.BeforeTransaction(parted.xid())).code())
        .isEqualTo("nothing-to-restore-yet");
  }

  @Test
  void afterItWasDroppedAndItsBackupsHaveExpiredWhatIsSharedCanStillBeRestored() {
    family.state = SourceState.Dropped;
    source = family.born(family.stall, "stall", family.shop, last.end(), AS_OF);

    assertThat(fromShop(instant("10:00:15"))).isEqualTo(first.end());
    assertThat(refusal(Target.LATEST).code()).isEqualTo("nothing-left-to-restore");
    assertThat(refusal(instant("10:00:40")).code()).isEqualTo("nothing-left-to-restore");
  }

  @Test
  void anOriginThatDidNothingSinceHoldsAllThatIsShared() {
    TestArchive quiet = family.archive(family.fork);
    quiet.backup(at("10:00:00"));
    TransactionEnd only = quiet.commit(at("10:00:10"));
    quiet.archive();
    family.born(family.fork, "fork", null, null, null);
    source = family.born(family.till, "till", family.fork, only.end(), AS_OF);

    assertThat(planned(new Target.PointInTime(AS_OF)).plan().walTo())
        .isEqualTo(only.end().toString());
  }

  @Test
  void aNameOrATransactionIsItsOwnFirstThenTheNewestThatIsShared() {
    assertThat(fromShop(new Target.NamedPoint("migration"))).isEqualTo(first.end());
    assertThat(fromShop(new Target.BackupEnd(backup.id()))).isEqualTo(backup.facts().stop());
    assertThat(refusal(new Target.NamedPoint("never")).code()).isEqualTo("restore-point-not-found");
    assertThat(refusal(new Target.NamedPoint("opening")).reason())
        .contains("made at 2026-11-22T10:58:00Z")
        .doesNotContain("shop");
    // Both gave this id after they had parted.
    assertThat(refusal(new Target.AfterTransaction(parted.xid())).reason())
        .contains("committed at 2026-11-22T10:59:00Z")
        .doesNotContain("shop");
    till.point("migration", at("11:00:20"));
    till.archive();
    assertThat(planned(new Target.NamedPoint("migration")).plan().sourceServerId())
        .isEqualTo(family.till);
  }

  @Test
  void aCopyThatLagsBehindPromisesOnlyWhatItHolds() {
    Lsn ahead = shop.position().plus(4096);
    source = family.born(family.till, "till", family.shop, ahead, at("10:00:45"));

    assertThat(planned(instant("10:00:15")).plan().sourceServerId()).isEqualTo(family.shop);
    assertThat(family.assess(source, instant("10:00:40")).outcome())
        .isInstanceOf(Outcome.NotCoveredYet.class);
  }

  @Test
  void whatTheOriginDidLaterIsNotSpokenOf() {
    Assessment found = family.assess(source, new Target.PointInTime(AS_OF));
    Outcome.Planned planned = (Outcome.Planned) found.outcome();

    assertThat(PlanRestore.nextCommit(found.catalogue(), planned)).isEmpty();
    ArchiveEnd end = ArchiveEnd.of(found, planned, at("10:30:00"));
    assertThat(end).isEqualTo(new ArchiveEnd(ArchiveEnd.Kind.SHARED, AS_OF));
    assertThat(end.explanation(last.at()))
        .contains("in common", "up to %s: any target up to then".formatted(AS_OF));
    Assessment earlier = family.assess(source, instant("10:00:15"));
    assertThat(PlanRestore.nextCommit(earlier.catalogue(), (Outcome.Planned) earlier.outcome()))
        .map(TransactionEnd::at)
        .contains(last.at());
  }

  @Test
  void aRegionThatCannotHoldTheOriginsBackupsIsRefusedWithTheReason() {
    BeforeBirth asked =
        new BeforeBirth(
            family::known,
            (server, target, region, upTo) -> {
              if (upTo != null) {
                throw Refused.invalid("region-without-backups", "It holds no backups of shop");
              }
              return family.look(server, target, region, null);
            });

    Outcome.Impossible refused =
        (Outcome.Impossible) asked.assess(source, instant("10:00:15"), "there").outcome();

    assertThat(refused.code()).isEqualTo("target-before-window");
    assertThat(refused.reason()).contains("till is a restore of shop").endsWith("backups of shop");
  }

  private Outcome.Impossible refusal(Target target) {
    Outcome outcome = family.assess(source, target).outcome();
    assertThat(outcome).as("%s", target).isInstanceOf(Outcome.Impossible.class);
    return (Outcome.Impossible) outcome;
  }

  private Outcome.Planned planned(Target target) {
    Outcome outcome = family.assess(source, target).outcome();
    assertThat(outcome).as("%s", target).isInstanceOf(Outcome.Planned.class);
    return (Outcome.Planned) outcome;
  }

  /** Where a restore ends that is planned from the shop's archive. */
  private Lsn fromShop(Target target) {
    Outcome.Planned planned = planned(target);
    assertThat(planned.plan().sourceServerId()).isEqualTo(family.shop);
    return Lsn.parse(planned.plan().walTo());
  }
}

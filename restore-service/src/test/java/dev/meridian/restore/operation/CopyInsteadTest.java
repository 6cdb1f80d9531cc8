package dev.meridian.restore.operation;

import static dev.meridian.restore.operation.Family.at;
import static dev.meridian.restore.operation.Family.instant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.restore.TestArchive;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's archive and its copy, each in a repository of its own. */
class CopyInsteadTest {

  private static final Target NAMED = new Target.NamedPoint("migration");

  private final UUID shop = UUID.randomUUID();
  private @TempDir Path directory;
  private Family here;
  private Family there;
  private TestArchive own;
  private TestArchive copy;

  @BeforeEach
  void twoRegions() {
    here = new Family(directory.resolve("here"));
    there = new Family(directory.resolve("there"));
    own = here.archive(shop);
    copy = there.archive(shop);
  }

  @Test
  void theLatestIsTheCopysOnlyWhereThatIsLaterThanAllThatItsOwnRegionCanGive() {
    own.backup(at("10:00:00"));
    copy.backup(at("10:00:00"));
    own.commit(at("10:00:10"));
    copy.commit(at("10:00:10"));
    own.archive().lose().commit(at("10:00:50"));
    own.archive();
    copy.archive();

    Outcome.Impossible refused = (Outcome.Impossible) assess(Target.LATEST).outcome();
    assertThat(refused.code()).isEqualTo("target-in-gap");
    assertThat(refused.reason()).contains("10:00:10Z is the last", "may be older", "fromRegion");
    copy.commit(at("10:00:40"));
    copy.archive();
    Outcome.Planned planned = (Outcome.Planned) assess(Target.LATEST).outcome();
    assertThat(planned.plan().lastCommitAt()).isEqualTo(at("10:00:40"));
  }

  @Test
  void aRestorePointIsTheCopysOnlyIfThatKnowsTheNewestOfItsName() {
    copy.backup(at("10:00:00"));
    copy.point("migration", at("10:00:10"));
    copy.archive();
    own.work((int) copy.position().minus(own.position()));
    own.point("migration", at("10:00:20"));
    own.backup(at("10:00:30"));

    Outcome.Impossible refused = (Outcome.Impossible) assess(NAMED).outcome();
    assertThat(refused.code()).isEqualTo("target-before-window");
    assertThat(refused.reason()).contains("made at 2026-11-22T10:00:20Z", "may be older");
    copy.point("migration", at("10:00:20"));
    copy.archive();
    assertThat(assess(NAMED).outcome()).isInstanceOf(Outcome.Planned.class);
  }

  @Test
  void theWindowIsThatOfBothWithTheGapBetween() {
    copy.backup(at("10:00:00"));
    copy.commit(at("10:00:10"));
    copy.commit(at("10:00:20"));
    copy.archive();
    own.lose().backup(at("11:00:00"));
    own.commit(at("11:00:10"));
    own.archive();

    assertThat(assess(instant("10:00:15")).window())
        .isEqualTo(
            new Window(
                at("10:00:00"),
                at("11:00:10"),
                List.of(new Window.Gap(at("10:00:20"), at("11:00:00")))));
    assertThat(assess(instant("10:30:00")).window().earliest()).isEqualTo(at("11:00:00"));
  }

  @Test
  void whatTheCopyCannotGiveEitherIsSaidOfBoth() {
    own.lose().backup(at("11:00:00"));
    assertThat(((Outcome.Impossible) assess(instant("10:00:15")).outcome()).reason())
        .doesNotContain("copy");
    copy.backup(at("10:00:00"));
    copy.commit(at("10:00:10"));
    copy.archive();

    Outcome.Impossible refused = (Outcome.Impossible) assess(instant("10:00:15")).outcome();
    assertThat(refused.code()).isEqualTo("target-before-window");
    assertThat(refused.reason())
        .contains("the earliest is 2026-11-22T11:00:00Z. ")
        .endsWith("the copy in region here: it reaches to 2026-11-22T10:00:10Z");
    Assessment unread =
        instead(instant("10:00:15")).unreadable("there", new StoreUnavailable("Away", null));
    assertThat(((Outcome.Impossible) unread.outcome()).reason())
        .endsWith("the copy in region there: it can't be read now: Away");
  }

  @Test
  void whatOnlyTheCopyHadAndHasLostIsSaidToBeMissing() throws Exception {
    own.lose().backup(at("11:00:00"));
    BackupSummary old = copy.backup(at("10:00:00"), 1000);
    copy.commit(at("10:00:10"));
    copy.commit(at("10:00:20"));
    copy.archive();
    Files.delete(directory.resolve("there").resolve(copy.packOf(old)));

    Outcome.Impossible refused = (Outcome.Impossible) assess(instant("10:00:15")).outcome();

    assertThat(refused.code()).isEqualTo("objects-missing");
    assertThat(refused.reason())
        .contains("the earliest is 2026-11-22T11:00:00Z. As for the copy", copy.packOf(old));
    assertThat(refused.missing().names()).containsExactly(copy.packOf(old));
  }

  @Test
  void ofWhatIsSoEverywhereNoCopyIsAsked() {
    for (String code : new String[] {"target-in-the-future", "transaction-rolled-back"}) {
      assertThat(CopyInstead.mayDiffer(new Outcome.Impossible(code, "It is"))).isFalse();
    }
    assertThat(CopyInstead.mayDiffer(new Outcome.Impossible("wal-missing", "It is"))).isTrue();
  }

  private Assessment assess(Target target) {
    CopyInstead instead = instead(target);
    SourceServer source = instead.own().source();
    return instead.of(there.look(source, target, null, null));
  }

  private CopyInstead instead(Target target) {
    SourceServer source = here.born(shop, "shop", null, null, null);
    Assessment found = here.look(source, target, null, null);
    return new CopyInstead(found, (Outcome.Impossible) found.outcome(), target);
  }
}

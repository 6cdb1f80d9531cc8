package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestorePlan;
import dev.meridian.host.restore.RestoreServer;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.postgres.wal.BackupEnd;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.testsupport.HeldPhase;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are made out of others' backups and log. */
class RestoreIT extends OnOneHost {

  private static final String DIGEST =
      "select count(*) || ' ' || sum(id) || ' ' || md5(string_agg(note, '' order by id))"
          + " from orders";

  private static final String LARGE_DIGEST =
      "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from large t";

  /** One for all tests that leave it as it is. */
  private static Story shared;

  /** A server whose table was dropped, and what is known of it. */
  private record Story(
      ServerProvisioned server,
      BackupSummary backup,
      String digestInBackup,
      String digestBeforeDrop,
      TransactionEnd lastCommitBeforeDrop,
      Lsn archivedTo) {

    Origin.Restored restoringBeforeDrop() {
      return restoring(lastCommitBeforeDrop.start(), archivedTo);
    }

    /** Up to right before the drop, with another promise of when the last commit is. */
    Origin.Restored promising(@Nullable Instant lastCommitAt) {
      return new Origin.Restored(
          UUID.randomUUID(),
          HostArchive.plan(
              server, backup, lastCommitBeforeDrop.start(), archivedTo, null, lastCommitAt));
    }

    Origin.Restored restoring(Lsn target, Lsn walTo) {
      return new Origin.Restored(
          UUID.randomUUID(),
          HostArchive.plan(
              server,
              backup,
              target,
              walTo,
              null,
              target.isBefore(backup.facts().stop()) ? null : lastCommitBeforeDrop.at()));
    }
  }

  private static synchronized Story droppedAtNoon() throws SQLException, IOException {
    if (shared == null) {
      shared = droppedAtNoon(18, false, 0);
    }
    return shared;
  }

  /**
   * Such a server.
   *
   * @param moreSegments so many files of log follow
   */
  private static Story droppedAtNoon(int version, boolean withManySubtransactions, int moreSegments)
      throws SQLException, IOException {
    ServerProvisioned server = host.create(version);
    host.admit(server.serverId(), 1, "127.0.0.1", "127.0.0.1");
    HostArchive archive = new HostArchive(host, server);
    Path far = Files.createDirectory(host.servers().resolve("far-" + server.port()));
    OsUser.forPostgres().own(far);
    host.asSuperuser(server, "create tablespace far location '" + far + "'");
    host.asSuperuser(server, "grant create on tablespace far to shopkeeper");
    try (Connection admin = host.admin(server);
        Connection open = host.admin(server)) {
      if (withManySubtransactions) {
        openSubtransactions(open);
      }
      Sql.run(admin, "create table orders (id int primary key, note text) tablespace far");
      insert(admin, 1, 2000);
      BackupSummary backup = archive.takeBackup();
      String digestInBackup = Sql.text(admin, DIGEST);
      insert(admin, 2001, 5000);
      String digest = Sql.text(admin, DIGEST);
      Lsn before = Lsn.parse(Sql.text(admin, "select pg_current_wal_insert_lsn()"));
      Sql.run(admin, "drop table orders");
      insertElsewhere(admin);
      switchSegments(server, admin, moreSegments);
      Lsn end = Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()"));
      Lsn archivedTo = archive.archiveLog(backup, end);
      return new Story(
          server,
          backup,
          digestInBackup,
          digest,
          archive.lastCommitBefore(backup, before),
          archivedTo);
    }
  }

  /** A server that was itself restored, and lets us in. */
  private static ServerProvisioned onTimelineTwo() throws SQLException, IOException {
    ServerProvisioned restored = restored(host.restored(droppedAtNoon().restoringBeforeDrop(), 18));
    assertThat(restored.timeline()).isEqualTo(2);
    return restored;
  }

  /** The server, once it is made; it lets us in. */
  private static ServerProvisioned restored(ServerPlaced placed) {
    host.publish(placed);
    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());
    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    return restored;
  }

  /** The log goes on for so many files, and somebody commits in each. */
  private static void switchSegments(ServerProvisioned server, Connection admin, int segments)
      throws SQLException {
    Sql.run(admin, "create table if not exists regrets (id int)");
    for (int i = 0; i < segments; i++) {
      host.asSuperuser(server, "select pg_switch_wal()");
      Sql.run(admin, "insert into regrets values (" + i + ")");
    }
  }

  /** More than PostgreSQL keeps track of: a standby of then lets nobody in until they end. */
  private static void openSubtransactions(Connection open) throws SQLException {
    Sql.run(open, "create table many (id int)");
    open.setAutoCommit(false);
    for (int i = 0; i < 80; i++) {
      Sql.run(open, "savepoint s" + i);
      Sql.run(open, "insert into many values (" + i + ")");
    }
  }

  private static void insert(Connection admin, int from, int to) throws SQLException {
    Sql.run(
        admin,
        "insert into orders select i, md5(i::text) from generate_series(%d, %d) i"
            .formatted(from, to));
  }

  private static void insertElsewhere(Connection admin) throws SQLException {
    Sql.run(admin, "create table regrets as select generate_series(1, 100) id");
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theDroppedTableIsBackInANewServerThatLetsNobodyIn(int version)
      throws SQLException, IOException {
    Story story = droppedAtNoon(version, true, 0);
    Origin.Restored origin =
        story.restoring(story.lastCommitBeforeDrop().start(), story.archivedTo());
    ServerPlaced placed = host.restored(origin, version);

    host.publish(placed);
    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());

    assertThat(restored.timeline()).isEqualTo(2);
    assertThat(restored.systemIdentifier()).isEqualTo(story.server().systemIdentifier());
    var how = (ProvisionedOrigin.Restored) restored.origin();
    assertThat(how.restoreId()).isEqualTo(origin.restoreId());
    assertThat(how.restoredTo()).isEqualTo(story.lastCommitBeforeDrop().at());
    assertThat(Lsn.parse(how.restoredToLsn())).isEqualTo(story.lastCommitBeforeDrop().end());
    assertThat(
            host.heard(ServerProvisioningProgressed.class, placed.serverId()).stream()
                .map(ServerProvisioningProgressed::phase)
                .distinct())
        .containsExactly(
            "check",
            "prepare directory",
            "fetch files",
            "place WAL",
            "write recovery settings",
            "fetch large files",
            "recover",
            "promote",
            "seal");
    assertThatThrownBy(() -> host.admin(restored)).hasMessageContaining("no pg_hba.conf entry");

    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    try (Connection admin = host.admin(restored);
        Connection source = host.admin(story.server())) {
      assertThat(Sql.text(admin, DIGEST)).isEqualTo(story.digestBeforeDrop());
      assertThat(Sql.text(admin, "select to_regclass('regrets')")).isNull();
      assertThat(Sql.text(admin, "select count(*) from many")).isEqualTo("0");
      assertThat(Sql.text(admin, "show max_connections")).isEqualTo("100");
      assertThat(Sql.text(admin, "select count(*) from pg_replication_slots")).isEqualTo("0");
      assertThat(
              Sql.text(
                  admin,
                  "select pg_tablespace_location(oid) from pg_tablespace where spcname = 'far'"))
          .startsWith(host.servers().resolve(restored.serverId().toString()).toString());
      assertThat(Sql.text(source, "select count(*) from regrets")).isEqualTo("100");
      assertThat(Sql.text(admin, "show fsync")).isEqualTo("on");
      insert(admin, 5001, 5010);
    }
    assertSurvivesACrash(restored);
  }

  /** It comes back by itself, with all that was restored and all that was committed since. */
  private static void assertSurvivesACrash(ServerProvisioned restored)
      throws SQLException, IOException {
    host.kill(restored);
    host.awaitUntil(() -> host.isUp(restored));
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, "select count(*) || ' ' || max(id) from orders"))
          .isEqualTo("5010 5010");
      assertThat(Sql.text(admin, "select count(*) from many")).isEqualTo("0");
    }
  }

  /**
   * With a table that comes while PostgreSQL runs already: so much log there is after its backup.
   * The first of that waits for all of the table, because a database is copied.
   */
  @Test
  void aServerThatWasRestoredIsRestoredWhileItsLargeFilesStillCome()
      throws SQLException, IOException {
    ServerProvisioned source = onTimelineTwo();
    HostArchive archive = new HostArchive(host, source);
    BackupSummary backup;
    String digest;
    Lsn archivedTo;
    try (Connection admin = host.admin(source)) {
      Sql.run(
          admin,
          "create table large as"
              + " select i as id, repeat(md5(i::text), 12) as note from generate_series(1, 300000) i");
      backup = archive.takeBackup();
      host.asSuperuser(source, "create database copied strategy file_copy");
      Sql.run(admin, "update large set note = 'after' where id % 1000 = 0");
      switchSegments(source, admin, 9);
      digest = Sql.text(admin, LARGE_DIGEST);
      archivedTo =
          archive.archiveLog(
              backup, Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()")));
    }
    TransactionEnd last = archive.lastCommitBefore(backup, archivedTo);
    RestorePlan plan = HostArchive.plan(source, backup, last.start(), archivedTo, null, last.at());
    assertThat(plan.walBytes()).isGreaterThan(128L << 20);

    ServerProvisioned restored =
        restored(host.restored(new Origin.Restored(UUID.randomUUID(), plan), 18));

    assertThat(restored.timeline()).isEqualTo(3);
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, "select pg_relation_size('large') > 32 << 20")).isEqualTo("t");
      assertThat(Sql.text(admin, LARGE_DIGEST)).isEqualTo(digest);
    }
  }

  /** Any other target is refused then; PostgreSQL wants the file all the same. */
  @Test
  void theEndOfABackupIsRestoredThoughTheHistoryOfItsTimelineIsMissing()
      throws SQLException, IOException {
    ServerProvisioned source = onTimelineTwo();
    HostArchive archive = new HostArchive(host, source);
    BackupSummary backup = archive.takeBackup();
    BackupFacts facts = backup.facts();
    archive.archiveLog(backup, facts.stop());
    Files.delete(
        host.repository()
            .resolve("servers/%s/timelines/00000002.history".formatted(source.serverId())));
    Lsn last = BackupEnd.startOf(facts.stop(), facts.segmentSize());
    RestorePlan plan = HostArchive.plan(source, backup, last, facts.stop(), null, null);

    ServerProvisioned restored =
        restored(host.restored(new Origin.Restored(UUID.randomUUID(), plan), 18));

    assertThat(restored.timeline()).isEqualTo(3);
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, DIGEST)).isEqualTo(droppedAtNoon().digestBeforeDrop());
    }
  }

  @Test
  void withNoCommitAfterTheBackupTheServerIsAsTheBackupEnded() throws SQLException, IOException {
    Story story = droppedAtNoon();
    BackupFacts backup = story.backup().facts();
    Lsn last = BackupEnd.startOf(backup.stop(), backup.segmentSize());

    ServerProvisioned restored = restored(host.restored(story.restoring(last, backup.stop()), 18));

    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, DIGEST)).isEqualTo(story.digestInBackup());
    }
  }

  @Test
  void whatAKilledHostOrMachineLeavesOfARestoreIsRemovedAndItIsDoneAgain() throws Exception {
    Story story = droppedAtNoon();
    ServerPlaced live = host.restored(story.restoringBeforeDrop(), 18);
    ServerPlaced dead = host.restored(story.restoringBeforeDrop(), 18);
    HalfMade withProcess;
    HalfMade withFileOnly;
    try (HeldPhase held = host.holdAt("recover")) {
      host.publish(live);
      host.publish(dead);
      host.awaitUntil(() -> host.knows(live) && host.knows(dead) && held.holds());
      withProcess = new HalfMade(host.instance(live));
      withFileOnly = new HalfMade(host.instance(dead));
      host.stop();
    }
    ProcessHandle postmaster = withProcess.run();
    try (OthersProcess other = OthersProcess.begin()) {
      withFileOnly.claimToRunAs(other.pid());
      assertThat(host.heard(ServerProvisioned.class, live.serverId())).isEmpty();
      assertThat(host.heard(ServerProvisioned.class, dead.serverId())).isEmpty();

      host.startAgain();

      assertDoneAgain(story, live, withProcess);
      assertDoneAgain(story, dead, withFileOnly);
      host.awaitUntil(() -> !postmaster.isAlive());
      assertThat(other.isAlive()).isTrue();
    }
  }

  private static void assertDoneAgain(Story story, ServerPlaced placed, HalfMade left)
      throws SQLException {
    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());
    assertThat(left.isThere()).isFalse();
    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, DIGEST)).isEqualTo(story.digestBeforeDrop());
      assertThat(Sql.text(admin, "show fsync")).isEqualTo("on");
    }
  }

  @Test
  void whatCannotBeRestoredLeavesNothingAndSaysWhy() throws SQLException, IOException {
    Story story = droppedAtNoon(18, false, 5);
    Lsn target = story.lastCommitBeforeDrop().start();
    Origin.Restored tooFar = story.restoring(story.archivedTo().plus(64), story.archivedTo());
    HostArchive archive = new HostArchive(host, story.server());

    assertFails(story.restoring(target, story.archivedTo().plus(1 << 24)), "wal-gap", "timeline 1");
    assertFails(
        tooFar, "recovery-failed", "recovery ended before configured recovery target was reached");
    assertFailsWithLogAway(tooFar, archive, story.backup().facts().firstNeeded().plus(64 << 20));
    archive.damageLargestObject();
    assertFails(story.restoring(target, story.archivedTo()), "object-damaged", "is damaged");
  }

  /** The first of the log is there, and is replayed; the rest goes away in the meantime. */
  private static void assertFailsWithLogAway(Origin.Restored origin, HostArchive archive, Lsn from)
      throws SQLException, IOException {
    ServerPlaced placed = host.restored(origin, 18);
    try (HeldPhase held = host.holdAt("place WAL")) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      try (HostArchive.Away _ = archive.logAway(from)) {
        held.release();
        assertFailed(placed, "wal-gap", "timeline 1");
      }
    }
    assertThat(host.heard(ServerProvisioningProgressed.class, placed.serverId()))
        .extracting(ServerProvisioningProgressed::phase)
        .contains("recover");
  }

  @Test
  void whatIsCommittedLastIsMeasuredAndARestoreThatMissesItsTargetFails() throws Exception {
    Story story = droppedAtNoon();
    TransactionEnd last = story.lastCommitBeforeDrop();

    ServerProvisioned restored = restored(host.restored(story.promising(null), 18));

    var how = (ProvisionedOrigin.Restored) restored.origin();
    assertThat(how.restoredTo()).isEqualTo(last.at());
    Instant promised = last.at().plusMillis(1);
    assertFails(
        story.promising(promised),
        "target-missed",
        "is of %s, where the one of %s was to be the last".formatted(last.at(), promised));
  }

  static List<String> phases() {
    return host.bean(RestoreServer.class).phases();
  }

  @ParameterizedTest
  @MethodSource("phases")
  void aCancelledRestoreLeavesNothingAtWhateverPhaseItIs(String phase) throws Exception {
    Story story = droppedAtNoon();
    Origin.Restored origin = story.restoringBeforeDrop();
    ServerPlaced placed = host.restored(origin, 18);
    try (HeldPhase held = host.holdAt(phase)) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      cancel(origin, placed);
      cancel(origin, placed);
      host.awaitUntil(held::isCancelKnown);
      held.release();
      assertCancelled(origin, placed);
      host.awaitUntil(held::isIdle);
    }
    assertNothingIsLeft(placed);
    assertThat(host.servers().resolve(story.server().serverId().toString())).exists();
    assertThat(
            host.askSuperuser(story.server(), "select slot_name::text from pg_replication_slots"))
        .isEqualTo(HostArchive.SLOT);
  }

  @Test
  void aRestoreThatWasCancelledBeforeItsServerWasPlacedIsNotBegun() {
    Origin.Restored origin =
        new Origin.Restored(
            UUID.randomUUID(),
            new RestorePlan(
                UUID.randomUUID(),
                "west",
                UUID.randomUUID(),
                1,
                "0/0",
                "0/1",
                "0/1",
                null,
                null,
                1,
                1,
                null));
    ServerPlaced placed = host.restored(origin, 18);
    cancel(origin, placed);
    host.publish(placed);

    assertCancelled(origin, placed);
    assertThat(host.heard(ServerProvisioningProgressed.class, placed.serverId())).isEmpty();
  }

  @Test
  void whatIsRestoredByThenStays() throws SQLException, IOException {
    Story story = droppedAtNoon();
    Origin.Restored origin =
        story.restoring(story.lastCommitBeforeDrop().start(), story.archivedTo());
    ServerPlaced placed = host.restored(origin, 18);
    host.publish(placed);
    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());

    cancel(origin, placed);

    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, DIGEST)).isEqualTo(story.digestBeforeDrop());
    }
    assertThat(host.heard(ServerProvisioningFailed.class, placed.serverId())).isEmpty();
  }

  private static void cancel(Origin.Restored origin, ServerPlaced placed) {
    host.publish(
        new RestoreCancelRequested(
            origin.restoreId(), origin.plan().sourceServerId(), placed.serverId()));
  }

  private static void assertCancelled(Origin.Restored origin, ServerPlaced placed) {
    var failed = host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(failed.code()).as(failed.reason()).isEqualTo("restore-cancelled");
    assertThat(failed.restoreId()).isEqualTo(origin.restoreId());
    assertNothingIsLeft(placed);
    assertThat(host.heard(ServerProvisioned.class, placed.serverId())).isEmpty();
  }

  private static void assertNothingIsLeft(ServerPlaced placed) {
    host.assertNothingIsLeft(placed.serverId(), placed.port());
    assertThatThrownBy(() -> new Socket("127.0.0.1", placed.port()).close())
        .isInstanceOf(ConnectException.class);
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .doesNotContain("place-wal");
  }

  private static void assertFails(Origin.Restored origin, String code, String reason) {
    ServerPlaced placed = host.restored(origin, 18);
    host.publish(placed);
    assertFailed(placed, code, reason);
  }

  private static void assertFailed(ServerPlaced placed, String code, String reason) {
    var failed = host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(failed.code()).as(failed.reason()).isEqualTo(code);
    assertThat(failed.restoreId()).isEqualTo(((Origin.Restored) placed.origin()).restoreId());
    assertThat(failed.reason()).contains(reason);
    assertNothingIsLeft(placed);
  }
}

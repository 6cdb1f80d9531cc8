package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.events.DrillEvent.RestoreDrillCancelRequested;
import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.DrillFindings;
import dev.meridian.events.PostgresHostEvent.RestoreDrillBroken;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Servers;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.testsupport.HeldPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores on trial, of servers with a heartbeat. */
class DrillIT extends OnOneHost {

  /** A server, its backup, and an instant of its window with the last heartbeat before it. */
  private record Story(
      ServerProvisioned server,
      BackupSummary backup,
      Instant beat,
      Instant target,
      TransactionEnd last,
      Lsn to) {

    RestoreDrillPlanned drill() {
      return drillPromising(last.at());
    }

    /** Up to the same record, wherever that leads. */
    RestoreDrillPlanned drillPromising(Instant lastCommitAt) {
      return new RestoreDrillPlanned(
          UUID.randomUUID(),
          server.serverId(),
          host.id(),
          Integer.parseInt(server.postgresVersion().split("\\.")[0]),
          HostArchive.plan(server, backup, last.start(), to, target, lastCommitAt),
          60);
    }
  }

  private static Story shop(int version, String... more) throws SQLException, IOException {
    return shop(version, List.of(), more);
  }

  private static Story shop(int version, List<String> bySuperuser, String... more)
      throws SQLException, IOException {
    ServerProvisioned server = host.create(version);
    bySuperuser.forEach(statement -> host.asSuperuser(server, statement));
    host.admit(server.serverId(), 1, "127.0.0.1", "127.0.0.1");
    HostArchive archive = new HostArchive(host, server);
    try (Connection admin = host.admin(server)) {
      Sql.run(admin, "create table orders (id int primary key, note text)");
      Sql.run(admin, "insert into orders select i, md5(i::text) from generate_series(1, 3000) i");
      for (String statement : more) {
        Sql.run(admin, statement);
      }
      BackupSummary backup = archive.takeBackup();
      Sql.run(admin, "delete from orders where id % 7 = 0");
      long beats = beats(server);
      host.awaitUntil(() -> beats(server) > beats + 1);
      Instant beat = Instant.parse(host.askSuperuser(server, LAST_BEAT));
      Instant target = Instant.parse(Sql.text(admin, NOW));
      host.awaitUntil(() -> beats(server) > beats + 3);
      Lsn to =
          archive.archiveLog(
              backup, Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()")));
      return new Story(server, backup, beat, target, archive.lastCommitAt(backup, to, target), to);
    }
  }

  /** In the database of the superuser; so there is no amcheck there either. */
  private static final List<String> WITHOUT_EXTENSIONS =
      List.of(
          "create function public.refuse() returns event_trigger language plpgsql"
              + " as 'begin raise exception ''None here''; end'",
          "create event trigger none on ddl_command_start when tag in ('CREATE EXTENSION')"
              + " execute function public.refuse()");

  /** Of its users. What would keep it from starting, or let it be reached, is left out. */
  private static final List<String> SETTINGS =
      List.of(
          "alter system set work_mem = '7MB'",
          "alter system set min_dynamic_shared_memory = '2000000GB'",
          "alter system set max_logical_replication_workers = 8",
          "alter system set listen_addresses = '*'");

  /** An index that takes longer to look through than its database lets anything take. */
  private static final String[] SLOW_INDEX = {
    "create function shade(int) returns int immutable language sql as 'select $1'",
    "create index shaded on orders (shade(id))",
    "create or replace function shade(id int) returns int immutable language plpgsql"
        + " as 'begin if id = 1 then perform pg_sleep(1.5); end if; return id; end'",
    "alter database app set transaction_timeout = '1s'"
  };

  private static final String AS_INSTANT =
      " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  private static final String NOW = "select to_char(clock_timestamp()" + AS_INSTANT;
  private static final String LAST_BEAT =
      "select to_char(at" + AS_INSTANT + " from meridian.heartbeat";

  private static long beats(ServerProvisioned server) {
    return Long.parseLong(
        host.askSuperuser(server, "select coalesce(max(beat), 0) from meridian.heartbeat"));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aServerThatIsAsItShouldBeIsProvenToASecond(int version) throws Exception {
    Story story = shop(version, "alter database app set role = 'shopkeeper'");
    RestoreDrillPlanned drill = story.drill();

    host.publish(drill);
    host.awaitUntil(() -> hasEnded(drill));

    assertThat(host.heard(RestoreDrillBroken.class, drill.sourceServerId())).isEmpty();
    DrillFindings found =
        host.heard(RestoreDrillPassed.class, drill.sourceServerId()).getFirst().findings();
    assertThat(found.restoredTo()).isEqualTo(story.last().at());
    assertThat(found.heartbeatAt()).isBetween(story.beat(), story.target());
    assertThat(found.restoreMillis()).isPositive();
    assertThat(found.relationsTotal()).isGreaterThan(300);
    assertThat(found.relationsChecked()).isEqualTo(found.relationsTotal());
    assertThat(found.pagesTotal()).isGreaterThan(1000);
    assertThat(found.pagesChecked()).isEqualTo(found.pagesTotal());
    assertThat(
            host.heard(RestoreDrillProgressed.class, drill.sourceServerId()).stream()
                .map(RestoreDrillProgressed::phase)
                .distinct())
        .containsExactly(
            "check",
            "prepare directory",
            "fetch files",
            "place WAL",
            "write recovery settings",
            "fetch large files",
            "recover",
            "compare",
            "promote",
            "seal",
            "check relations",
            "check pages");
    assertNothingIsLeft(drill);
  }

  @Test
  void aCopyThatEndsBeforeTheCommitThatItsPlanPromisesFailsTheDrill() throws Exception {
    Story story = shop(18);
    Instant promised = story.last().at().plusMillis(1);
    RestoreDrillPlanned drill = story.drillPromising(promised);

    host.publish(drill);

    assertBroken(
        drill,
        "target-missed",
        "is of %s, where the one of %s was to be the last".formatted(story.last().at(), promised));
  }

  @Test
  void anIndexThatDoesNotFitItsTableFailsTheDrill() throws Exception {
    Story story =
        shop(
            18,
            "create function shade(int) returns int immutable language sql as 'select $1'",
            "create index shaded on orders (shade(id))",
            "create or replace function shade(int) returns int immutable language sql"
                + " as 'select $1 + 1000000'");
    RestoreDrillPlanned drill = story.drill();

    host.publish(drill);

    assertBroken(drill, "relation-corrupt", "Index public.shaded of database app");
  }

  @Test
  void withoutAmcheckOrWithADamagedBackupTheDrillFails() throws Exception {
    Story story = shop(18, WITHOUT_EXTENSIONS);
    RestoreDrillPlanned withoutAmcheck = story.drill();
    host.publish(withoutAmcheck);
    assertBroken(withoutAmcheck, "amcheck-missing", "database postgres");
    new HostArchive(host, story.server()).damageLargestObject();
    RestoreDrillPlanned drill = story.drill();

    host.publish(drill);

    assertBroken(drill, "object-damaged", "is damaged");
  }

  @Test
  void aDrillIsDoneAgainByTheNextProcessAndGivenUpWhenNobodyWantsIt() throws Exception {
    Story story = shop(18);
    RestoreDrillPlanned drill = story.drill();
    try (HeldPhase held = host.holdAt("check relations")) {
      host.publish(drill);
      host.awaitUntil(held::holds);
      held.release();
    }
    host.restart();
    host.awaitUntil(() -> hasEnded(drill));
    assertThat(passed(drill)).hasSize(1);
    assertNothingIsLeft(drill);
    try (HeldPhase held = host.holdAt("check pages")) {
      RestoreDrillPlanned second = story.drill();
      host.publish(second);
      host.awaitUntil(held::holds);
      host.publish(new RestoreDrillCancelRequested(second.drillId(), second.sourceServerId()));
      // Were it to go on, it could pass before the cancel is seen.
      assertBroken(second, "drill-cancelled", "was cancelled");
    }
  }

  @Test
  void theCopyOfADrillRunsAsARestoredServerAndIsReachedByNobodyButItsHost() throws Exception {
    Story story = shop(18, SETTINGS, SLOW_INDEX);
    RestoreDrillPlanned drill = story.drill();
    try (HeldPhase held = host.holdAt("check relations")) {
      host.publish(drill);
      host.awaitUntil(held::holds);
      Instance copy = copyOf(drill);
      Path sockets = copy.directory().socketDirectory();

      try (Session session = copy.connect("postgres")) {
        assertThat(session.text("show listen_addresses")).isEmpty();
        assertThat(session.text("show unix_socket_directories")).isEqualTo(sockets.toString());
        assertThat(session.text("show max_logical_replication_workers")).isEqualTo("0");
        assertThat(session.text("show fsync")).isEqualTo("on");
        assertThat(session.text("show max_connections")).isEqualTo("100");
        assertThat(session.text("show work_mem")).isEqualTo("7MB");
        assertThat(session.text("show min_dynamic_shared_memory"))
            .as("with which no server here starts")
            .isEqualTo("0");
        assertThat(session.text("show restore_command")).isEmpty();
      }
      long postmaster =
          Long.parseLong(
              Files.readAllLines(copy.directory().data().resolve("postmaster.pid")).getFirst());
      assertThat(ListeningSockets.overTcp(postmaster)).isEmpty();
      assertThat(ListeningSockets.overTcp(host.postmaster(story.server())))
          .as("one that does listen")
          .isNotEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)))
          .isEqualTo("rwx------");
      for (String role : List.of("shopkeeper", "meridian_replication")) {
        assertThatThrownBy(() -> Session.open(sockets, 1, role, "postgres", Duration.ofSeconds(5)))
            .as(role)
            .hasMessageContaining("no pg_hba.conf entry");
      }
    }
    host.awaitUntil(() -> hasEnded(drill));
    assertThat(broken(drill)).isEmpty();
    DrillFindings found = passed(drill).getFirst().findings();
    assertThat(found.relationsChecked()).isEqualTo(found.relationsTotal());
  }

  private static Instance copyOf(RestoreDrillPlanned drill) {
    return host.bean(Instances.class)
        .of(host.bean(Servers.class).findById(drill.drillId()).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theHeartbeatAndTheSettingsAreNobodysButMeridians(int version) throws Exception {
    ServerProvisioned server = host.create(version);
    host.admit(server.serverId(), 1, "127.0.0.1", "127.0.0.1");
    host.awaitUntil(() -> beats(server) > 1);

    try (Connection app = host.admin(server);
        Connection postgres =
            host.connect(server, "postgres", "shopkeeper", HostUnderTest.PASSWORD)) {
      assertThat(Sql.text(app, "select count(*) from pg_namespace where nspname ~ 'meridian'"))
          .isEqualTo("0");
      for (String statement :
          List.of(
              "select * from meridian.heartbeat",
              "delete from meridian.heartbeat",
              "select * from meridian.settings",
              "delete from meridian.settings",
              "drop schema meridian cascade",
              "drop database postgres")) {
        assertThatThrownBy(() -> Sql.run(postgres, statement)).as(statement).isNotNull();
      }
    }
    if (version == 15) {
      assertSettingsAreKeptFromMembersOfAllData(server);
    }
    long beats = beats(server);
    host.awaitUntil(() -> beats(server) > beats);
  }

  /** Before PostgreSQL 16, an admin can become one. */
  private static void assertSettingsAreKeptFromMembersOfAllData(ServerProvisioned server)
      throws SQLException {
    try (Connection admin =
        host.connect(server, "postgres", "shopkeeper", HostUnderTest.PASSWORD)) {
      Sql.run(admin, "grant pg_read_all_data, pg_write_all_data to shopkeeper");
      assertThat(Sql.text(admin, "select count(*) from meridian.settings")).isEqualTo("0");
      Sql.run(admin, "update meridian.settings set content = 'jit = off'");
      Sql.run(admin, "delete from meridian.settings");
      assertThatThrownBy(
              () ->
                  Sql.run(
                      admin,
                      "insert into meridian.settings values (true, gen_random_uuid(), now(), '')"))
          .hasMessageContaining("row-level security");
    }
    assertThat(host.askSuperuser(server, "select content from meridian.settings"))
        .contains("ALTER SYSTEM")
        .doesNotContain("jit");
  }

  private static boolean hasEnded(RestoreDrillPlanned drill) {
    return !passed(drill).isEmpty() || !broken(drill).isEmpty();
  }

  private static List<RestoreDrillPassed> passed(RestoreDrillPlanned drill) {
    return host.heard(RestoreDrillPassed.class, drill.sourceServerId()).stream()
        .filter(event -> event.drillId().equals(drill.drillId()))
        .toList();
  }

  private static List<RestoreDrillBroken> broken(RestoreDrillPlanned drill) {
    return host.heard(RestoreDrillBroken.class, drill.sourceServerId()).stream()
        .filter(event -> event.drillId().equals(drill.drillId()))
        .toList();
  }

  private static void assertBroken(RestoreDrillPlanned drill, String code, String reason) {
    host.awaitUntil(() -> hasEnded(drill));
    assertThat(passed(drill)).isEmpty();
    RestoreDrillBroken broken = broken(drill).getFirst();
    assertThat(broken.code()).as(broken.reason()).isEqualTo(code);
    assertThat(broken.reason()).contains(reason);
    assertNothingIsLeft(drill);
  }

  private static void assertNothingIsLeft(RestoreDrillPlanned drill) {
    assertThat(host.servers().resolve(drill.drillId().toString())).doesNotExist();
    assertThat(host.servers().resolve("run/1")).doesNotExist();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(
                    process ->
                        process
                            .info()
                            .commandLine()
                            .filter(line -> line.contains(drill.drillId().toString()))
                            .isPresent()))
        .isEmpty();
    UUID id = drill.drillId();
    assertThat(host.heard(ServerProvisioned.class, id)).isEmpty();
    assertThat(host.heard(ServerProvisioningFailed.class, id)).isEmpty();
    assertThat(host.heard(ServerProvisioningProgressed.class, id)).isEmpty();
  }
}

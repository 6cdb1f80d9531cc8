package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.RestorePlan;
import dev.meridian.events.RestoredSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.settings.OwnSettings.Setting;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that a server has besides rows is in a restored one as it was at the target. */
class RestoredAsItWasIT extends OnOneHost {

  private static final String THEN = "Then-1-password";
  private static final String LATER = "Later-2-password";

  private static final int SEGMENTS = 6;

  /** No server of this test is started with them. */
  private static final Map<String, String> TOO_MUCH =
      Map.of(
          "min_dynamic_shared_memory", "2000000GB",
          "shared_preload_libraries", "nowhere",
          "session_preload_libraries", "nowhere",
          "local_preload_libraries", "nowhere");

  private ServerProvisioned source;
  private HostArchive archive;

  /**
   * The source has more connections than any tier while the log is written: with the older
   * PostgreSQL since before the backup, with the newer one since after it.
   */
  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void everythingIsAsItWasWithTheSourcesSettingsOrTheTiers(int version) throws Exception {
    source = host.create(version);
    archive = new HostArchive(host, source);
    host.admit(source.serverId(), 1, "127.0.0.1", "127.0.0.1");
    host.asSuperuser(source, "alter system set work_mem = '7MB'");
    host.asSuperuser(source, "alter system set jit = off");
    host.asSuperuser(source, "alter system set max_connections = 1100");
    try (Connection admin = host.admin(source)) {
      makeBefore(admin);
    }
    if (version == 15) {
      restartSource();
    }
    setTooMuch();
    BackupSummary backup = archive.takeBackup();
    resetTooMuch();
    host.asSuperuser(source, "alter system reset jit");
    if (version != 15) {
      // So much log that some of it is gone when PostgreSQL learns what it wants, and begins anew.
      for (int segment = 0; segment < SEGMENTS; segment++) {
        host.asSuperuser(source, "select pg_logical_emit_message(true, 'test', 'x')");
        host.asSuperuser(source, "select pg_switch_wal()");
      }
      restartSource();
    }
    setTooMuch();
    host.asSuperuser(source, "alter system set work_mem = '9MB'");
    awaitRecorded(source, "work_mem = '9MB'");
    Lsn target;
    Lsn archivedTo;
    try (Connection admin = host.admin(source)) {
      changeBefore(admin);
      target = Lsn.parse(Sql.text(admin, "select pg_current_wal_insert_lsn()"));
      changeAfter(admin);
      resetTooMuch();
      host.asSuperuser(source, "alter system set work_mem = '11MB'");
      awaitRecorded(source, "work_mem = '11MB'");
      archivedTo =
          archive.archiveLog(
              backup, Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()")));
    }
    TransactionEnd last = archive.lastCommitBefore(backup, target);
    RestorePlan plan = HostArchive.plan(source, backup, last.start(), archivedTo, null, last.at());

    ServerPlaced asOfTarget = placed(plan, version);
    ServerPlaced tierDefaults = placed(withTierDefaults(plan), version);
    host.publish(asOfTarget);
    host.publish(tierDefaults);

    ServerProvisioned restored = host.await(ServerProvisioned.class, asOfTarget.serverId());
    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    assertAsItWas(restored);
    assertNothingIsShared(restored);
    assertSettings(restored, true);
    ServerProvisioned plain = host.await(ServerProvisioned.class, tierDefaults.serverId());
    host.admit(plain.serverId(), 1, "127.0.0.1", "127.0.0.1");
    assertSettings(plain, false);
  }

  private void setTooMuch() {
    TOO_MUCH.forEach(
        (name, value) ->
            host.asSuperuser(source, "alter system set %s = '%s'".formatted(name, value)));
  }

  private void resetTooMuch() {
    TOO_MUCH.keySet().forEach(name -> host.asSuperuser(source, "alter system reset " + name));
  }

  /** Until a server has all that was set by then in its data. */
  private static void awaitRecorded(ServerProvisioned server, String setting) {
    host.awaitUntil(() -> recorded(server).contains(setting));
  }

  private static String recorded(ServerProvisioned server) {
    return host.askSuperuser(
        server,
        "select content from meridian.settings where server_id = '%s'"
            .formatted(server.serverId()));
  }

  private void restartSource() throws IOException {
    host.kill(source);
    host.awaitUntil(() -> host.isUp(source));
    assertThat(host.askSuperuser(source, "show max_connections")).isEqualTo("1100");
  }

  private static void makeBefore(Connection admin) throws SQLException {
    Sql.run(admin, "create role disabled login password '" + THEN + "'");
    Sql.run(admin, "create role renamed login password '" + THEN + "'");
    Sql.run(admin, "create role changed login password '" + LATER + "'");
    Sql.run(admin, "create role dropped login password '" + THEN + "'");
    Sql.run(admin, "create database archive");
    Sql.run(admin, "create sequence invoices");
    Sql.run(admin, "create unlogged table scratch (id int)");
    Sql.run(admin, "insert into scratch values (1)");
  }

  private static void changeBefore(Connection admin) throws SQLException {
    Sql.run(admin, "alter role changed password '" + THEN + "'");
    Sql.run(admin, "create database ledgers");
    Sql.run(admin, "create extension hstore");
    Sql.run(admin, "alter database app set lock_timeout = '7s'");
    Sql.run(admin, "alter role changed set statement_timeout = '8s'");
    Sql.run(admin, "select lo_from_bytea(4711, 'as it was')");
    Sql.run(admin, "select setval('invoices', 4711)");
    Sql.run(admin, "insert into scratch values (2)");
  }

  private static void changeAfter(Connection admin) throws SQLException {
    Sql.run(admin, "alter role disabled nologin");
    Sql.run(admin, "alter role renamed rename to somebody");
    Sql.run(admin, "alter role changed password '" + LATER + "'");
    Sql.run(admin, "drop role dropped");
    Sql.run(admin, "create role newcomer login password '" + THEN + "'");
    Sql.run(admin, "drop database archive");
    Sql.run(admin, "drop extension hstore");
    Sql.run(admin, "alter database app set lock_timeout = '9s'");
    Sql.run(admin, "alter role changed reset statement_timeout");
    Sql.run(admin, "select lo_unlink(4711)");
    Sql.run(admin, "select setval('invoices', 9000)");
    Sql.run(admin, "drop table scratch");
  }

  private static void assertAsItWas(ServerProvisioned restored) throws SQLException {
    for (String role : new String[] {"disabled", "renamed", "changed", "dropped"}) {
      try (Connection user = host.connect(restored, role, THEN)) {
        assertThat(Sql.text(user, "select current_user")).isEqualTo(role);
      }
    }
    for (String role : new String[] {"somebody", "newcomer"}) {
      assertThatThrownBy(() -> host.connect(restored, role, THEN)).hasMessageContaining(role);
    }
    assertThatThrownBy(() -> host.connect(restored, "changed", LATER))
        .hasMessageContaining("password authentication failed");
    try (Connection admin = host.admin(restored);
        Connection changed = host.connect(restored, "changed", THEN)) {
      assertThat(
              Sql.text(
                  admin,
                  "select string_agg(datname, ' ' order by datname) from pg_database"
                      + " where not datistemplate"))
          .isEqualTo("app archive ledgers postgres");
      assertThat(Sql.text(admin, "select count(*) from pg_extension where extname = 'hstore'"))
          .isEqualTo("1");
      assertThat(Sql.text(admin, "show lock_timeout")).isEqualTo("7s");
      assertThat(Sql.text(changed, "show statement_timeout")).isEqualTo("8s");
      assertThat(Sql.text(admin, "select convert_from(lo_get(4711), 'utf8')"))
          .isEqualTo("as it was");
      assertThat(Sql.text(admin, "select nextval('invoices')")).isEqualTo("4712");
      assertThat(Sql.text(admin, "select count(*) from scratch")).isEqualTo("0");
      Sql.run(admin, "insert into scratch values (3)");
    }
  }

  /** Its source has what it had, and other keys. */
  private void assertNothingIsShared(ServerProvisioned restored) throws Exception {
    assertThat(
            host.askSuperuser(
                source, "select string_agg(slot_name, ' ') from pg_replication_slots"))
        .isEqualTo("meridian_backup");
    assertThat(host.askSuperuser(restored, "select count(*) from pg_replication_slots"))
        .isEqualTo("0");
    assertThat(archive.backups()).hasSize(1);
    Path theirs = host.servers().resolve(source.serverId() + "/tls");
    Path ours = host.servers().resolve(restored.serverId() + "/tls");
    assertThat(Files.mismatch(theirs.resolve("server.key"), ours.resolve("server.key")))
        .isNotEqualTo(-1);
    assertThat(Files.mismatch(theirs.resolve("server.crt"), ours.resolve("server.crt")))
        .isNotEqualTo(-1);
  }

  /**
   * What the tier decides is the tier's either way, and what no start survives is left out. The new
   * server then has those that it has in its own data.
   */
  private static void assertSettings(ServerProvisioned restored, boolean asOfTarget)
      throws SQLException {
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, "show work_mem")).matches(asOfTarget ? "9MB" : "(?!9MB|7MB).*");
      assertThat(Sql.text(admin, "select sourcefile from pg_settings where name = 'work_mem'"))
          .endsWith(asOfTarget ? "/postgresql.auto.conf" : "/postgresql.conf");
      assertThat(Sql.text(admin, "show max_connections")).isEqualTo("100");
      assertThat(Sql.text(admin, "show min_dynamic_shared_memory")).isEqualTo("0");
      for (String libraries : List.of("shared", "session", "local")) {
        assertThat(Sql.text(admin, "show " + libraries + "_preload_libraries")).isEmpty();
      }
      assertThat(Sql.text(admin, "show fsync")).isEqualTo("on");
    }
    awaitRecorded(restored, "ALTER SYSTEM");
    assertThat(OwnSettings.parse(recorded(restored)).all())
        .isEqualTo(asOfTarget ? List.of(new Setting("work_mem", "9MB")) : List.of());
  }

  private static ServerPlaced placed(RestorePlan plan, int version) {
    return host.restored(new Origin.Restored(UUID.randomUUID(), plan), version);
  }

  private static RestorePlan withTierDefaults(RestorePlan plan) {
    return new RestorePlan(
        plan.sourceServerId(),
        plan.region(),
        plan.backupId(),
        plan.timeline(),
        plan.walFrom(),
        plan.walTo(),
        plan.targetLsn(),
        plan.targetTime(),
        plan.lastCommitAt(),
        plan.backupBytes(),
        plan.walBytes(),
        RestoredSettings.TierDefaults);
  }
}

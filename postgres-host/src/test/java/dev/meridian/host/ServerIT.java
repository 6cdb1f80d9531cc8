package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.InventoryEvent.AdminPasswordChangeRequested;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.Durability;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChangeFailed;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.PricingTierApplied;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PricingTier;
import dev.meridian.events.PricingTier.ComputeTier;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.postgres.runtime.LoopbackPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers as their users see them, and as other services tell them to be. */
class ServerIT extends OnOneHost {

  private static final String LOOPBACK = "127.0.0.1";

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void nobodyGetsInBeforeARuleAndTheAdminDoesAfterIt(int version) throws SQLException {
    ServerProvisioned server = host.create(version);

    assertThat(server.postgresVersion()).startsWith(version + ".");
    assertThat(server.timeline()).isEqualTo(1);
    assertThat(server.systemIdentifier()).matches("[1-9][0-9]{17,19}");
    assertThatThrownBy(() -> host.admin(server))
        .hasMessageContaining("no pg_hba.conf entry for host \"127.0.0.1\"");

    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);

    try (Connection admin = host.admin(server)) {
      assertThat(Sql.text(admin, "show ssl")).isEqualTo("on");
      assertThat(Sql.text(admin, "show data_checksums")).isEqualTo("on");
      assertThat(Sql.text(admin, "show password_encryption")).isEqualTo("scram-sha-256");
      Sql.run(admin, "create table public.orders (id int)");
    }
    assertThatThrownBy(() -> host.connect(server, "shopkeeper", "wrong"))
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    host.url(server, "app") + "?sslmode=disable",
                    "shopkeeper",
                    HostUnderTest.PASSWORD))
        .hasMessageContaining("no encryption");
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theAdminRulesItsServerAndNotTheMachine(int version) throws SQLException {
    ServerProvisioned server = host.create(version);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);

    try (Connection admin = host.admin(server)) {
      assertThat(
              Sql.text(
                  admin,
                  "select rolsuper || ',' || rolcreatedb || ',' || rolcreaterole from pg_roles"
                      + " where rolname = current_user"))
          .isEqualTo("false,true,true");
      Sql.run(admin, "create role clerk login password 'Clerk-1-password'");
      Sql.run(admin, "grant clerk to shopkeeper");
      Sql.run(admin, "create database warehouse owner clerk");
      Sql.run(admin, "create extension pgcrypto");
      Sql.run(admin, "checkpoint");
      assertThatThrownBy(() -> Sql.run(admin, "copy pg_class to program 'cat'"))
          .hasMessageContaining("pg_execute_server_program");
      assertThatThrownBy(() -> Sql.run(admin, "grant pg_execute_server_program to shopkeeper"))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> Sql.run(admin, "alter role meridian password 'Mine-1-now'"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(host.connect(server, "warehouse", "clerk", "Clerk-1-password")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void replicationIsForTheFleetsCertificateOnly(int version) throws IOException, SQLException {
    ServerProvisioned server = host.create(version);
    try (ReplicationConnection connection = new HostArchive(host, server).connect()) {
      assertThat(connection.identifySystem().systemId()).isEqualTo(server.systemIdentifier());
    }
    host.admit(server.serverId(), 1, "0.0.0.0", "255.255.255.255");

    for (String role : new String[] {"meridian", "meridian_replication"}) {
      assertThatThrownBy(() -> host.connect(server, "postgres", role, HostUnderTest.PASSWORD))
          .hasMessageContaining("pg_hba.conf rejects connection");
    }
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    host.url(server, "postgres")
                        + "?sslmode=require&replication=true&assumeMinServerVersion=15",
                    "meridian_replication",
                    HostUnderTest.PASSWORD))
        .hasMessageContaining("valid client certificate");
  }

  @Test
  void aNarrowerRuleSetEndsConnectionsAndAnOlderOneChangesNothing() throws SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    try (Connection admin = host.admin(server)) {
      assertThat(Sql.text(admin, "select 1")).isEqualTo("1");

      host.admit(server.serverId(), 2, "10.0.0.1", "10.0.0.9");

      assertThatThrownBy(() -> Sql.text(admin, "select 1")).isInstanceOf(SQLException.class);
    }
    host.publish(HostUnderTest.rules(server.serverId(), 1, LOOPBACK, LOOPBACK));
    host.admit(server.serverId(), 3, "10.0.0.1", "10.0.0.8");
    assertThatThrownBy(() -> host.admin(server)).hasMessageContaining("no pg_hba.conf entry");
  }

  @Test
  void aNarrowerRuleSetEndsEveryConnectionButMeridiansOwn() throws IOException, SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    try (Connection admin = host.admin(server)) {
      Sql.run(admin, "create role meridian_app login password 'Theirs-1-password'");
    }
    try (Connection theirs = host.connect(server, "meridian_app", "Theirs-1-password");
        ReplicationConnection ours = new HostArchive(host, server).connect()) {
      assertThat(Sql.text(theirs, "select 1")).isEqualTo("1");

      host.admit(server.serverId(), 2, "10.0.0.1", "10.0.0.9");

      assertThatThrownBy(() -> Sql.text(theirs, "select 1")).isInstanceOf(SQLException.class);
      assertThat(ours.identifySystem().systemId()).isEqualTo(server.systemIdentifier());
    }
  }

  @Test
  void aRuleSetThatComesBeforeItsServerIsAppliedToIt() throws SQLException {
    ServerPlaced placed = host.placed(UUID.randomUUID(), 18, LoopbackPort.free());
    host.publish(HostUnderTest.rules(placed.serverId(), 7, LOOPBACK, LOOPBACK));
    host.publish(placed);

    host.awaitRules(placed.serverId(), 7);

    host.admin(host.await(ServerProvisioned.class, placed.serverId())).close();
  }

  @Test
  void aKilledPostgresComesBackWithItsRules() throws SQLException, IOException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    try (Connection admin = host.admin(server)) {
      Sql.run(admin, "create table kept as select 42 answer");
    }
    long killed = host.kill(server);

    host.awaitUntil(() -> host.isUp(server));

    assertThat(host.postmaster(server)).isNotEqualTo(killed);
    try (Connection admin = host.admin(server)) {
      assertThat(Sql.text(admin, "select answer from kept")).isEqualTo("42");
    }
  }

  @Test
  void theNextProcessFindsRunningServersAndStartsThoseThatAreNot() throws IOException {
    ServerProvisioned running = host.create(18);
    ServerProvisioned stopped = host.create(18);
    host.admit(running.serverId(), 1, LOOPBACK, LOOPBACK);
    host.admit(stopped.serverId(), 1, LOOPBACK, LOOPBACK);
    long pid = host.postmaster(running);

    host.stop();
    assertThat(host.isUp(running)).isTrue();
    host.kill(stopped);
    host.startAgain();

    host.awaitUntil(() -> host.isUp(stopped));
    assertThat(host.postmaster(running)).isEqualTo(pid);
    assertThat(host.isUp(running)).isTrue();
  }

  @Test
  void anotherPasswordIsValidAtOnceAndTheOldOneIsNot() throws SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    UUID changeId = UUID.randomUUID();

    host.publish(
        new AdminPasswordChangeRequested(
            server.serverId(),
            changeId,
            "shopkeeper",
            host.sealedVerifier(server.serverId(), "Other-2-password")));

    assertThat(host.await(AdminPasswordChanged.class, server.serverId()).changeId())
        .isEqualTo(changeId);
    host.connect(server, "shopkeeper", "Other-2-password").close();
    assertThatThrownBy(() -> host.admin(server))
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void aPasswordThatCannotBeSetLeavesTheOldOne() throws SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);

    String elsewhere = host.sealedVerifier(UUID.randomUUID(), "Other-2-password");
    host.publish(
        new AdminPasswordChangeRequested(
            server.serverId(), UUID.randomUUID(), "shopkeeper", elsewhere));

    assertThat(host.await(AdminPasswordChangeFailed.class, server.serverId()).code())
        .isEqualTo("seal-unopenable");
    host.admin(server).close();
  }

  @Test
  void anotherTierIsInForceAfterARestart() throws SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    PricingTier tier =
        new PricingTier(
            ComputeTier.GeneralPurpose, 4, 100, 7, Redundancy.Local, Duration.ofMinutes(2));

    host.publish(new PricingTierChanged(server.serverId(), tier));

    assertThat(host.await(PricingTierApplied.class, server.serverId()).pricingTier())
        .isEqualTo(tier);
    try (Connection admin = host.admin(server)) {
      assertThat(Sql.text(admin, "show max_connections")).isEqualTo("250");
    }
  }

  @Test
  void howItsBackupsAreKeptIsToldAgainAsItWasHeardOf() {
    ServerProvisioned server = host.create(18);
    assertThat(server.pricingTier()).isEqualTo(HostUnderTest.BASIC);
    UUID id = server.serverId();

    host.publish(new BackupPolicyChanged(id, 14, Redundancy.Local, Duration.ofMinutes(10)));
    host.publish(new BackupPolicyChanged(id, 15, Redundancy.Local, null));
    host.publish(
        new PricingTierChanged(
            id, new PricingTier(ComputeTier.Basic, 2, 10, 7, Redundancy.Local, null)));

    assertThat(host.await(PricingTierApplied.class, id).pricingTier())
        .isEqualTo(
            new PricingTier(
                ComputeTier.Basic, 2, 10, 15, Redundancy.Local, Duration.ofMinutes(10)));
  }

  @Test
  void commitsWaitForTheRepositoryOnlyAsLongAsTheyAreToldTo() throws Exception {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    try (Connection admin = host.admin(server);
        Connection other = host.admin(server)) {
      host.publish(new DurabilityChanged(server.serverId(), Durability.Synchronous));
      await()
          .until(
              () -> Sql.text(admin, "show synchronous_standby_names"), "meridian_backup"::equals);

      Thread commit = Thread.ofVirtual().start(() -> commit(other));
      await()
          .until(
              () ->
                  Sql.text(
                      admin, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'"),
              "1"::equals);

      host.publish(new DurabilityChanged(server.serverId(), Durability.Asynchronous));
      assertThat(commit.join(Duration.ofSeconds(20))).isTrue();
      assertThat(Sql.text(admin, "select count(*) from waited")).isEqualTo("0");
    }
  }

  private static void commit(Connection connection) {
    try {
      Sql.run(connection, "create table waited (id int)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDroppedServerLeavesNothing() throws IOException {
    ServerProvisioned server = host.create(18);
    ProcessHandle process = ProcessHandle.of(host.postmaster(server)).orElseThrow();

    host.publish(new ServerDropRequested(server.serverId(), server.name()));
    host.await(ServerDropped.class, server.serverId());

    // A postmaster removes its pid file, by which it counts as stopped, just before it ends.
    await().atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive());
    assertThat(directory(server)).doesNotExist();
    assertThat(host.servers().resolve("run/" + server.port())).doesNotExist();
  }

  @Test
  void aServerThatDoesNotStartAnyMoreIsDroppedThoughOtherWorkIsToBeDoneBefore() throws IOException {
    ServerProvisioned server = host.create(18);
    Files.delete(directory(server).resolve("data/global/pg_control"));
    host.kill(server);
    host.publish(new PricingTierChanged(server.serverId(), HostUnderTest.BASIC));

    host.publish(new ServerDropRequested(server.serverId(), server.name()));

    host.await(ServerDropped.class, server.serverId());
    assertThat(host.heard(PricingTierApplied.class, server.serverId())).isEmpty();
    assertThat(directory(server)).doesNotExist();
  }

  @Test
  void aServerIsDroppedThoughWorkOnItWaitsForItsUsers() throws SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    UUID changeId = UUID.randomUUID();
    String sealed = host.sealedVerifier(server.serverId(), "Other-2-password");
    try (Connection admin = host.admin(server)) {
      admin.setAutoCommit(false);
      Sql.run(admin, "alter role shopkeeper password 'Mine-3-password'");
      host.publish(
          new AdminPasswordChangeRequested(server.serverId(), changeId, "shopkeeper", sealed));
      host.awaitUntil(() -> waitsForSomebody(server));

      host.publish(new ServerDropRequested(server.serverId(), server.name()));

      host.await(ServerDropped.class, server.serverId());
    }
    var failed = host.await(AdminPasswordChangeFailed.class, server.serverId());
    assertThat(failed.changeId()).isEqualTo(changeId);
    assertThat(failed.code()).isEqualTo("server-gone");
    assertThat(directory(server)).doesNotExist();
  }

  private static boolean waitsForSomebody(ServerProvisioned server) {
    return host.askSuperuser(
            server,
            "select count(*) from pg_stat_activity"
                + " where usename = 'meridian' and wait_event_type = 'Lock'")
        .equals("1");
  }

  @Test
  void aServerThatIsDroppedWhileItIsMadeIsGone() {
    ServerPlaced placed = host.placed(UUID.randomUUID(), 18, LoopbackPort.free());
    host.publish(placed);
    host.publish(new ServerDropRequested(placed.serverId(), placed.name()));

    host.await(ServerDropped.class, placed.serverId());

    assertThat(host.servers().resolve(placed.serverId().toString())).doesNotExist();
  }

  @Test
  void whatIsLeftOfDroppedServersIsRemovedByTheNextProcessAndTheNextServerOfTheirPortStays()
      throws IOException {
    ServerPlaced alone = dropped();
    ServerPlaced succeeded = dropped();
    ServerPlaced successor = host.placed(UUID.randomUUID(), 18, succeeded.port());
    host.publish(successor);
    ServerProvisioned running = host.await(ServerProvisioned.class, successor.serverId());
    HalfMade leftOfAlone = new HalfMade(host.instance(alone));
    HalfMade leftOfSucceeded = new HalfMade(host.instance(succeeded));
    host.stop();
    ProcessHandle process = leftOfAlone.run();
    ProcessHandle other = leftOfSucceeded.run();

    host.startAgain();

    host.awaitUntil(() -> isGone(alone) && isGone(succeeded));
    // Without its files, PostgreSQL ends by itself within a minute.
    await().atMost(Duration.ofSeconds(5)).until(() -> !process.isAlive() && !other.isAlive());
    host.assertNothingIsLeft(alone.serverId(), alone.port());
    assertThat(host.askSuperuser(running, "select 1")).isEqualTo("1");
  }

  private static ServerPlaced dropped() {
    ServerPlaced placed = host.placed(UUID.randomUUID(), 18, LoopbackPort.free());
    host.publish(placed);
    host.await(ServerProvisioned.class, placed.serverId());
    host.publish(new ServerDropRequested(placed.serverId(), placed.name()));
    host.await(ServerDropped.class, placed.serverId());
    return placed;
  }

  private static boolean isGone(ServerPlaced placed) {
    return Files.notExists(host.servers().resolve(placed.serverId().toString()));
  }

  @Test
  void whatCannotBeMadeLeavesNothingAndSaysWhy() throws IOException {
    UUID serverId = UUID.randomUUID();
    ServerPlaced good = host.placed(serverId, 18, LoopbackPort.free());

    assertFails(with(good, new Origin.New("bm90IHNlYWxlZA=="), 18), "seal-unopenable");
    assertFails(host.placed(UUID.randomUUID(), 14, good.port()), "postgres-version-unavailable");
    assertFails(host.placed(UUID.randomUUID(), 18, 14_999), "port-not-offered");
    try (ServerSocket taken =
        new ServerSocket(LoopbackPort.free(), 1, InetAddress.getLoopbackAddress())) {
      assertFails(host.placed(UUID.randomUUID(), 18, taken.getLocalPort()), "port-taken");
    }
  }

  @Test
  void aServerThatIsPlacedTwiceOrElsewhereIsMadeOnceOrNotAtAll() {
    ServerPlaced placed = host.placed(UUID.randomUUID(), 18, LoopbackPort.free());
    ServerPlaced elsewhere =
        new ServerPlaced(
            UUID.randomUUID(),
            "elsewhere",
            placed.pricingTier(),
            placed.adminLogin(),
            placed.origin(),
            18,
            "west",
            "another-host",
            placed.port());
    host.publish(elsewhere);
    host.publish(placed);
    host.publish(placed);
    host.await(ServerProvisioned.class, placed.serverId());
    host.publish(placed);
    host.admit(placed.serverId(), 1, LOOPBACK, LOOPBACK);

    assertThat(host.heard(ServerProvisioned.class, placed.serverId())).hasSize(1);
    assertThat(host.servers().resolve(elsewhere.serverId().toString())).doesNotExist();
  }

  @Test
  void theHostReportsItself() {
    HostReported report = host.await(HostReported.class, host.id());

    assertThat(report.region()).isEqualTo("west");
    assertThat(report.postgresVersions()).contains(15, 16, 17, 18);
    assertThat(report.freeStorageBytes()).isPositive();
  }

  @Test
  void noVerifierIsEverLogged() throws IOException, SQLException {
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, LOOPBACK, LOOPBACK);
    String sealed = host.sealedVerifier(server.serverId(), "Other-2-password");
    host.publish(
        new AdminPasswordChangeRequested(server.serverId(), UUID.randomUUID(), "nobody", sealed));
    assertThat(host.await(AdminPasswordChangeFailed.class, server.serverId()).reason())
        .contains("role \"nobody\" does not exist")
        .doesNotContain("SCRAM-SHA-256$");

    try (var files = Files.walk(directory(server).resolve("log"))) {
      for (Path log : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(log)).doesNotContain("SCRAM-SHA-256$");
      }
    }
    assertThat(Arrays.toString(directory(server).resolve("conf").toFile().list()))
        .doesNotContain(".next");
  }

  private static void assertFails(ServerPlaced placed, String code) {
    host.publish(placed);
    var failed = host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(failed.code()).as(failed.reason()).isEqualTo(code);
    assertThat(host.servers().resolve(placed.serverId().toString())).doesNotExist();
  }

  private static ServerPlaced with(ServerPlaced placed, Origin origin, int version) {
    return new ServerPlaced(
        placed.serverId(),
        placed.name(),
        placed.pricingTier(),
        placed.adminLogin(),
        origin,
        version,
        placed.region(),
        placed.hostId(),
        placed.port());
  }

  private static Path directory(ServerProvisioned server) {
    return host.servers().resolve(server.serverId().toString());
  }
}

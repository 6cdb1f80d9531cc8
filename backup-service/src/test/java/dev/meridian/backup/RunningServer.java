package dev.meridian.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PricingTier;
import dev.meridian.repository.ServerArchive;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.fleet.IssuedCertificate;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A server as a host makes it, as far as backups are concerned: mutual TLS and nothing else. */
final class RunningServer implements AutoCloseable {

  final UUID id = UUID.randomUUID();
  final String name = "shop-" + id.toString().substring(0, 8);
  final TestPostgres postgres;

  private RunningServer(TestPostgres postgres) {
    this.postgres = postgres;
  }

  static RunningServer start(FleetDirectory fleet, int major) throws Exception {
    return start(fleet, major, Map.of());
  }

  /** Starts one with further settings. */
  static RunningServer start(FleetDirectory fleet, int major, Map<String, String> further)
      throws Exception {
    var server = new RunningServer(TestPostgres.start(major, settings(major, further)));
    IssuedCertificate certificate = fleet.issueServerCertificate(List.of("127.0.0.1"));
    server.postgres.configure(
        Map.of(
            "ssl_cert_file", server.file("server.crt", certificate.certificate()).toString(),
            "ssl_key_file", server.file("server.key", certificate.privateKey()).toString(),
            "ssl_ca_file",
                server.file("ca.crt", Files.readString(fleet.caCertificate())).toString(),
            "ssl", "on"));
    server.database().execute("CREATE ROLE meridian_replication LOGIN REPLICATION");
    server.letReplicationIn();
    server.database().execute("CREATE TABLE made (id bigint PRIMARY KEY, at timestamptz)");
    return server;
  }

  private static Map<String, String> settings(int major, Map<String, String> further) {
    Map<String, String> settings = new HashMap<>(further);
    settings.put("wal_level", "replica");
    if (major >= 17) {
      settings.put("summarize_wal", "on");
    }
    return settings;
  }

  private Path file(String name, String content) {
    return postgres.addFile(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TestDatabase database() {
    return postgres.database("postgres");
  }

  /** The event that its host publishes. */
  ServerProvisioned provisioned(PricingTier.Redundancy redundancy) throws SQLException {
    return provisioned(redundancy, null);
  }

  /** The event that its host publishes; restores of it may replay log for so long. */
  ServerProvisioned provisioned(PricingTier.Redundancy redundancy, Duration objective)
      throws SQLException {
    return new ServerProvisioned(
        id,
        name,
        new PricingTier(PricingTier.ComputeTier.GeneralPurpose, 2, 5, 7, redundancy, objective),
        "shopadmin",
        new ProvisionedOrigin.New(),
        "north",
        "host-1",
        "127.0.0.1",
        postgres.port(),
        database().query("SHOW server_version"),
        database().query("SELECT system_identifier FROM pg_control_system()"),
        Integer.parseInt(database().query("SELECT timeline_id FROM pg_control_checkpoint()")));
  }

  /** Commits one row. */
  void commit(long row) throws SQLException {
    database().execute("INSERT INTO made VALUES (" + row + ", clock_timestamp())");
  }

  /** When the last row was made, by the server's clock: at its commit, or microseconds before. */
  Instant lastCommit() throws SQLException {
    return Instant.parse(
        query(
            "SELECT to_char(max(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                + " FROM made"));
  }

  String query(String sql) throws SQLException {
    return database().query(sql);
  }

  private void letReplicationIn() {
    postgres.hba("hostssl replication meridian_replication all cert");
  }

  /** Loses the slot, and then the log that it kept. */
  void loseSlot() throws Exception {
    postgres.hba();
    query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_replication");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> query("SELECT count(*) FROM pg_stat_replication").equals("0"));
    query("SELECT pg_drop_replication_slot('meridian_backup')");
    String lost = query("SELECT pg_walfile_name(pg_current_wal_lsn())");
    for (int segment = 0; segment < 4; segment++) {
      database().execute("CREATE TABLE filler_" + segment + " (id int)", "SELECT pg_switch_wal()");
    }
    // Its summarizer may still need it.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              database().execute("CHECKPOINT");
              return query("SELECT count(*) FROM pg_ls_waldir() WHERE name <= '" + lost + "'")
                  .equals("0");
            });
    letReplicationIn();
  }

  /** Makes the server the successor of itself, on a timeline of its own. */
  void promote() throws Exception {
    postgres.stop();
    Path signal = postgres.dataDirectory().resolve("standby.signal");
    Files.createFile(signal);
    Files.setPosixFilePermissions(signal, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.setOwner(signal, Files.getOwner(postgres.dataDirectory()));
    postgres.restart();
    query("SELECT pg_promote()");
  }

  /** Compares every archived byte with the segment files that the server still has. */
  void archiveIsTheServersOwnLog(ServerArchive archive) throws Exception {
    var ranges = archive.wal().coverage().ranges();
    assertThat(ranges).as("no gap").hasSize(1);
    Path files = postgres.dataDirectory().resolve("pg_wal");
    int compared = 0;
    try (InputStream in =
        archive.wal().read(1, ranges.getFirst().start(), ranges.getFirst().end())) {
      long position = ranges.getFirst().start().position();
      byte[] mine = in.readNBytes(16 << 20);
      while (mine.length > 0) {
        Path file = files.resolve("%08X%08X%08X".formatted(1, 0, position >> 24));
        if (Files.exists(file)) {
          byte[] theirs = Arrays.copyOf(Files.readAllBytes(file), mine.length);
          assertThat(Arrays.mismatch(mine, theirs)).isEqualTo(-1);
          compared++;
        }
        position += mine.length;
        mine = in.readNBytes(16 << 20);
      }
    }
    assertThat(compared).isPositive();
  }

  @Override
  public void close() {
    postgres.close();
  }
}

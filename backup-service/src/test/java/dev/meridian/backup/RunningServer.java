package dev.meridian.backup;

import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PricingTier;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.fleet.IssuedCertificate;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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
    var server = new RunningServer(TestPostgres.start(major, Map.of("wal_level", "replica")));
    IssuedCertificate certificate = fleet.issueServerCertificate(List.of("127.0.0.1"));
    server.postgres.configure(
        Map.of(
            "ssl_cert_file", server.file("server.crt", certificate.certificate()).toString(),
            "ssl_key_file", server.file("server.key", certificate.privateKey()).toString(),
            "ssl_ca_file",
                server.file("ca.crt", Files.readString(fleet.caCertificate())).toString(),
            "ssl", "on"));
    server.database().execute("CREATE ROLE meridian_replication LOGIN REPLICATION");
    server.postgres.hba("hostssl replication meridian_replication all cert");
    server.database().execute("CREATE TABLE made (id bigint PRIMARY KEY, at timestamptz)");
    return server;
  }

  private Path file(String name, String content) {
    return postgres.addFile(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TestDatabase database() {
    return postgres.database("postgres");
  }

  /** The event that its host publishes. */
  ServerProvisioned provisioned(PricingTier.Redundancy redundancy) throws SQLException {
    return new ServerProvisioned(
        id,
        name,
        new PricingTier(PricingTier.ComputeTier.GeneralPurpose, 2, 5, 7, redundancy),
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

  /** Commits one row and tells when that was, by the server's clock. */
  void commit(long row) throws SQLException {
    database().execute("INSERT INTO made VALUES (" + row + ", clock_timestamp())");
  }

  String query(String sql) throws SQLException {
    return database().query(sql);
  }

  @Override
  public void close() {
    postgres.close();
  }
}

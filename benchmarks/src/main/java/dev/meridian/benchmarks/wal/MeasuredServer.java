package dev.meridian.benchmarks.wal;

import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PricingTier;
import dev.meridian.postgres.Lsn;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A PostgreSQL that backup-service reaches by mutual TLS, as on a host. */
final class MeasuredServer implements AutoCloseable {

  final UUID id = UUID.randomUUID();
  final TestPostgres postgres;

  MeasuredServer(FleetDirectory fleet, int major, Map<String, String> settings) throws Exception {
    postgres = TestPostgres.start(major, settings);
    var certificate = fleet.issueServerCertificate(List.of("127.0.0.1"));
    postgres.configure(
        Map.of(
            "ssl_cert_file", file("server.crt", certificate.certificate()).toString(),
            "ssl_key_file", file("server.key", certificate.privateKey()).toString(),
            "ssl_ca_file", file("ca.crt", Files.readString(fleet.caCertificate())).toString(),
            "ssl", "on"));
    database().execute("CREATE ROLE meridian_replication LOGIN REPLICATION");
    postgres.hba("hostssl replication meridian_replication all cert");
    database().execute("CREATE TABLE made (id bigint, at timestamptz)");
  }

  private Path file(String name, String content) {
    return postgres.addFile(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TestDatabase database() {
    return postgres.database("postgres");
  }

  Lsn end() throws SQLException {
    return Lsn.parse(database().query("SELECT pg_current_wal_flush_lsn()"));
  }

  ServerProvisioned provisioned() throws SQLException {
    return provisioned(
        id,
        postgres.port(),
        database().query("SHOW server_version"),
        database().query("SELECT system_identifier FROM pg_control_system()"));
  }

  static ServerProvisioned provisioned(UUID id, int port, String version, String systemId) {
    return new ServerProvisioned(
        id,
        "measured-" + id,
        new PricingTier(
            PricingTier.ComputeTier.GeneralPurpose, 2, 5, 7, PricingTier.Redundancy.Local, null),
        "admin",
        new ProvisionedOrigin.New(),
        "north",
        "host-1",
        "127.0.0.1",
        port,
        version,
        systemId,
        1);
  }

  @Override
  public void close() {
    postgres.close();
  }
}

package dev.meridian.scenarios;

import dev.meridian.standalone.Meridian;
import dev.meridian.standalone.TemporaryDirectory;
import dev.meridian.standalone.client.Gateway;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The language of the scenarios: a whole Meridian, and what a user does with it.
 *
 * <pre>
 * RunningServer shop = meridian.server("shop").openTo("127.0.0.1").insert(rows);
 * Instant before = shop.now();
 * shop.dropTable("orders");
 * shop.restoreTo(before).openTo("127.0.0.1").expect(rows);
 * </pre>
 */
final class Scenario implements AutoCloseable {

  private final Gateway gateway;
  private final Map<String, String> endpoints;
  private final Path caCertificate;
  private final AutoCloseable stage;

  private Scenario(Map<String, String> endpoints, Path caCertificate, AutoCloseable stage) {
    this.gateway = new Gateway(endpoints);
    this.endpoints = Map.copyOf(endpoints);
    this.caCertificate = caCertificate;
    this.stage = stage;
  }

  /** On a Meridian of its own, in this JVM. */
  static Scenario start() {
    TemporaryDirectory directory = new TemporaryDirectory("meridian-test-");
    Meridian meridian = Meridian.temporary(directory.path());
    return new Scenario(
        meridian.endpoints(),
        meridian.caCertificate(),
        () -> {
          meridian.close();
          directory.close();
        });
  }

  /** On one that somebody else starts and stops. */
  static Scenario on(Map<String, String> endpoints, Path caCertificate) {
    return new Scenario(endpoints, caCertificate, () -> {});
  }

  /** A new server that runs; its name is made unique. */
  RunningServer server(String name) {
    String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    gateway.createServer(unique, RunningServer.ADMIN, RunningServer.FIRST_PASSWORD);
    return existing(unique);
  }

  /** The same of a certain major version of PostgreSQL. */
  RunningServer server(String name, int version) {
    String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    gateway.createServer(unique, RunningServer.ADMIN, RunningServer.FIRST_PASSWORD, version);
    return existing(unique);
  }

  /** A server that was made before. */
  RunningServer existing(String name) {
    return new RunningServer(this, name, RunningServer.FIRST_PASSWORD);
  }

  Gateway gateway() {
    return gateway;
  }

  /** Where something answers, by what it is called. */
  String endpoint(String name) {
    return Objects.requireNonNull(endpoints.get(name), name);
  }

  Path caCertificate() {
    return caCertificate;
  }

  @Override
  public void close() throws Exception {
    stage.close();
  }
}

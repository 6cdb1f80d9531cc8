package dev.meridian.scenarios;

import dev.meridian.standalone.Meridian;
import dev.meridian.standalone.TemporaryDirectory;
import dev.meridian.standalone.client.Gateway;
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

  private final TemporaryDirectory directory = new TemporaryDirectory("meridian-test-");
  private final Meridian meridian = Meridian.temporary(directory.path());
  private final Gateway gateway = new Gateway(meridian.endpoints());

  /** A new server that runs; its name is made unique. */
  RunningServer server(String name) {
    String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    gateway.createServer(unique, RunningServer.ADMIN, RunningServer.FIRST_PASSWORD);
    return new RunningServer(this, unique, RunningServer.FIRST_PASSWORD);
  }

  Gateway gateway() {
    return gateway;
  }

  Meridian meridian() {
    return meridian;
  }

  @Override
  public void close() {
    meridian.close();
    directory.close();
  }
}

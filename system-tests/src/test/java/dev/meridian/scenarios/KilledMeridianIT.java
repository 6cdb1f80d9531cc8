package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.standalone.TemporaryDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All of Meridian is killed, and the next {@code up} goes on with every server and backup. */
@Tag("faults")
class KilledMeridianIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Map<Integer, String> ROWS = Map.of(1, "teapot", 2, "kettle");
  private static final Map<Integer, String> LATER = Map.of(3, "sieve");

  @Test
  void whatWasCommittedBeforeAndMeanwhileCanBeRestoredAfterIt() throws Exception {
    try (TemporaryDirectory home = new TemporaryDirectory("meridian-killed-")) {
      int port = UpProcess.freePorts();
      UpProcess first = UpProcess.start(home.path(), port);
      Scenario before =
          Scenario.on(UpProcess.endpoints(home.path()), home.path().resolve("data/fleet/ca.crt"));
      RunningServer shop = before.server("shop").openTo(LOOPBACK).insert(ROWS).awaitBackup();
      assertThat(UpProcess.startInVain(home.path(), port)).contains("already");

      RunningServer orphan = shop.remembered();
      String underWay = beginRestore(before, shop);
      first.kill();
      // The server outlives its Meridian, and its users never notice.
      orphan.insert(LATER);
      Instant meanwhile = orphan.now();
      orphan.dropTable("orders");

      try (UpProcess _ = UpProcess.start(home.path(), port)) {
        Scenario after =
            Scenario.on(UpProcess.endpoints(home.path()), home.path().resolve("data/fleet/ca.crt"));
        RunningServer restored = after.existing(shop.name()).restoreTo(meanwhile).openTo(LOOPBACK);
        restored.expect(Map.of(1, "teapot", 2, "kettle", 3, "sieve"));
        assertThat(after.existing(shop.name()).hasOrders()).isFalse();
        after.gateway().awaitRestore(underWay, _ -> {});
        after.existing(shop.name() + "-under-way").openTo(LOOPBACK).expect(ROWS);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(UpProcess.processesIn(home.path())).isEmpty());
    }
  }

  /** A restore that a host has begun. */
  private static String beginRestore(Scenario meridian, RunningServer shop) throws Exception {
    String id =
        meridian
            .gateway()
            .requestRestore(shop.name(), shop.now(), shop.name() + "-under-way")
            .path("id")
            .asString();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                !meridian
                    .gateway()
                    .restore(id)
                    .path("status")
                    .asString()
                    .matches("Requested|Planned"));
    return id;
  }
}

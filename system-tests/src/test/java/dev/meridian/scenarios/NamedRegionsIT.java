package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.standalone.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The environment of {@code meridian up} says where backups are kept. */
class NamedRegionsIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Map<Integer, String> ROWS = Map.of(1, "teapot", 2, "kettle");

  @Test
  void backupsAreKeptInTheRegionsThatAreNamed() throws Exception {
    try (TemporaryDirectory home = new TemporaryDirectory("meridian-regions-")) {
      Path north = home.path().resolve("north");
      Map<String, String> named =
          Map.of(
              "MERIDIAN_REGIONS_0_NAME",
              "north",
              "MERIDIAN_REGIONS_0_REPOSITORY",
              north.toString());
      try (UpProcess _ = UpProcess.start(home.path(), UpProcess.freePorts(), named)) {
        Scenario meridian =
            Scenario.on(UpProcess.endpoints(home.path()), home.path().resolve("data/fleet/ca.crt"));
        RunningServer shop = meridian.server("shop").openTo(LOOPBACK).insert(ROWS).awaitBackup();
        Instant before = shop.now();
        shop.dropTable("orders");

        shop.restoreTo(before).openTo(LOOPBACK).expect(ROWS);

        assertThat(north).isNotEmptyDirectory();
        assertThat(home.path().resolve("data/repositories")).doesNotExist();
      }
    }
  }

  @Test
  void aRegionWithoutANameIsRefused() throws Exception {
    try (TemporaryDirectory home = new TemporaryDirectory("meridian-regions-")) {
      String said =
          UpProcess.startInVain(
              home.path(),
              UpProcess.freePorts(),
              Map.of("MERIDIAN_REGIONS_0_REPOSITORY", home.path().resolve("north").toString()));

      assertThat(said).contains("meridian up: ", "MERIDIAN_REGIONS_0_NAME");
    }
  }
}

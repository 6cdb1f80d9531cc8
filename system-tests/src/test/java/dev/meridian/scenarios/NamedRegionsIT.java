package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.standalone.TemporaryDirectory;
import dev.meridian.standalone.client.Gateway;
import dev.meridian.testsupport.TestBucket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The environment of {@code meridian up} says where backups are kept. */
class NamedRegionsIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Map<Integer, String> ROWS = Map.of(1, "teapot", 2, "kettle");

  @Test
  void backupsAreKeptInTheRegionsThatAreNamedInABucketAndInAFolder() throws Exception {
    try (TemporaryDirectory home = new TemporaryDirectory("meridian-regions-");
        TestBucket bucket = TestBucket.start(home.path().resolve("buckets"))) {
      Path south = home.path().resolve("south");
      Map<String, String> named = new HashMap<>(bucket.credentials());
      named.put("MERIDIAN_REGIONS_0_NAME", "north");
      named.put("MERIDIAN_REGIONS_0_REPOSITORY", bucket.location());
      named.put("MERIDIAN_REGIONS_0_STORE_ENDPOINT", bucket.endpoint());
      named.put("MERIDIAN_REGIONS_0_STORE_REGION", TestBucket.REGION);
      named.put("MERIDIAN_REGIONS_0_PAIREDWITH", "south");
      named.put("MERIDIAN_REGIONS_1_NAME", "south");
      named.put("MERIDIAN_REGIONS_1_REPOSITORY", south.toString());
      try (UpProcess _ = UpProcess.start(home.path(), UpProcess.freePorts(), named)) {
        Scenario meridian =
            Scenario.on(UpProcess.endpoints(home.path()), home.path().resolve("data/fleet/ca.crt"));
        RunningServer shop = meridian.server("shop").openTo(LOOPBACK).insert(ROWS).awaitBackup();
        meridian.gateway().keepInTwoRegions(shop.name());
        Instant before = shop.now();
        shop.dropTable("orders");

        shop.restoreTo(before).openTo(LOOPBACK).expect(ROWS);

        assertThat(bucket.objects()).isNotEmptyDirectory();
        meridian.gateway().preview(shop.name(), Gateway.pointInTime(before), "south");
        assertThat(south).isNotEmptyDirectory();
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

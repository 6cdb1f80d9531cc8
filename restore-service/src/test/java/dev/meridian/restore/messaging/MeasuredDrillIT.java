package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.DrillFindings;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What drills have taken tells how long a restore will take. */
class MeasuredDrillIT extends RestoredShop {

  private static final long MUCH = 100L << 30;

  @BeforeEach
  @AfterEach
  void nothingIsMeasured() {
    service.record("update restore set phases = ''");
    service.record("update drill set phases = ''");
  }

  @BeforeEach
  void aDrillCanBeDone() {
    service.publish(
        new HostReported("host-1", "here", "127.0.0.1", 2, MUCH, MUCH, List.of(18), 5500, 100));
    Instant latest = noon.plusSeconds(60);
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(source, noon.minusSeconds(600), latest, latest, List.of())));
  }

  @Test
  void aFleetThatHasNeverRestoredEstimatesByADrillThatIsComplete() throws Exception {
    RestoreDrillPlanned planned =
        service.awaitEvent(
            RestoreDrillPlanned.class,
            idOf(service.post(service.uri("/v1/servers/" + shop + "/drills"), "")));
    Instant target = planned.plan().targetTime();
    Instant at = Instant.now();
    for (String phase :
        "check|fetch files|place WAL|recover|compare|promote|seal|check relations|check pages"
            .split("\\|")) {
      service.publish(new RestoreDrillProgressed(source, planned.drillId(), phase, 0, 0, null), at);
      at = at.plusSeconds(10);
    }
    assertThat(preview(target).at("/estimateBasis").asString()).contains("no drill");
    DrillFindings found = new DrillFindings(target, target, 60_000, 8, 8, 90, 90);
    service.awaitHandled(service.publish(new RestoreDrillPassed(source, planned.drillId(), found)));

    JsonNode seen = preview(target);

    assertThat(seen.at("/estimateBasis").asString()).startsWith("1 measured");
    // All but the ten seconds in which it was compared, and what came after its seal.
    assertThat(seen.at("/estimatedSeconds").asDouble()).isBetween(59.9, 60.1);
  }

  private JsonNode preview(Instant target) throws Exception {
    HttpResponse<String> answer =
        service.post(
            service.uri("/v1/restores/preview"),
            body(shop, at(target), "copy-" + UUID.randomUUID()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}

package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.PricingTier;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestoreEvent.RestoreRejected;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.events.RestoreOptions;
import dev.meridian.events.RestoreTarget;
import dev.meridian.events.RestoredSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** In what a new server may differ from its source. */
class OptionsIT extends RestoredShop {

  @Test
  void theNewServerIsAsItWasAskedForAndOtherwiseAsItsSource() throws Exception {
    String more =
        "\"pricingTier\":{\"computeTier\":\"MemoryOptimized\",\"vCores\":8,\"storageGb\":64,"
            + "\"restoreTimeObjective\":\"PT600S\"},"
            + "\"region\":\"there\",\"settings\":\"TierDefaults\"";
    JsonNode preview = JSON.readTree(previewed(more).body());
    assertThat(preview.at("/pricingTier/computeTier").asString()).isEqualTo("MemoryOptimized");
    assertThat(preview.at("/pricingTier/backupRetentionDays").asInt()).isEqualTo(7);
    assertThat(preview.at("/pricingTier/restoreTimeObjective").asString()).isEqualTo("PT10M");
    assertThat(preview.at("/region").asString()).isEqualTo("there");
    assertThat(preview.at("/fromRegion").asString()).isEqualTo("here");
    assertThat(preview.at("/settings/choice").asString()).isEqualTo("TierDefaults");

    String id = idOf(service.post(with(more, copy)));

    RestorePlanned planned = planned(id);
    assertThat(planned.pricingTier())
        .isEqualTo(
            new PricingTier(
                PricingTier.ComputeTier.MemoryOptimized,
                8,
                64,
                7,
                PricingTier.Redundancy.Local,
                Duration.ofMinutes(10)));
    assertThat(planned.region()).isEqualTo("there");
    assertThat(planned.plan().region()).isEqualTo("here");
    assertThat(planned.plan().settings()).isEqualTo(RestoredSettings.TierDefaults);
    assertThat(service.restore(id).at("/options/vCores").asInt()).isEqualTo(8);
  }

  @Test
  void whatIsNotOfferedIsRefusedBeforeAnythingBegins() throws Exception {
    assertRefused("\"pricingTier\":{\"computeTier\":\"Huge\"}", "compute-tier-invalid");
    assertRefused("\"pricingTier\":{\"vCores\":3}", "vcores-invalid");
    assertRefused("\"pricingTier\":{\"storageGb\":1}", "storage-invalid");
    assertRefused("\"pricingTier\":{\"backupRetentionDays\":36}", "backup-retention-invalid");
    assertRefused("\"pricingTier\":{\"backupRedundancy\":\"Far\"}", "backup-redundancy-invalid");
    for (String objective : new String[] {"PT29S", "PT24H1S", "PT30.5S", "5m", "-PT5M"}) {
      assertRefused(
          "\"pricingTier\":{\"restoreTimeObjective\":\"%s\"}".formatted(objective),
          "restore-time-objective-invalid");
    }
    assertRefused(
        "\"pricingTier\":{\"computeTier\":\"Basic\",\"backupRedundancy\":\"Geo\"}",
        "backup-redundancy-not-offered");
    assertRefused(
        "\"pricingTier\":{\"backupRedundancy\":\"Geo\"},\"region\":\"there\"", "region-not-paired");
    assertRefused("\"region\":\"nowhere\"", "region-unknown");
    assertRefused("\"fromRegion\":\"nowhere\"", "region-without-backups");
    assertRefused("\"settings\":\"Mine\"", "settings-invalid");

    UUID id = UUID.randomUUID();
    var options = new RestoreOptions(null, 3, null, null, null, null, null, null, null);
    service.publish(
        new RestoreRequested(
            id, source, new RestoreTarget.Latest(), UUID.randomUUID(), copy, options));
    assertThat(service.awaitEvent(RestoreRejected.class, id.toString()).code())
        .isEqualTo("vcores-invalid");
  }

  private void assertRefused(String more, String code) throws Exception {
    HttpResponse<String> preview = previewed(more);
    assertThat(codeOf(preview)).as(preview.body()).isEqualTo(code);
    HttpResponse<String> answer = service.post(with(more, copy));
    assertThat(codeOf(answer)).as(answer.body()).isEqualTo(code);
    assertThat(JSON.readTree(preview.body()).has("earliest")).as(preview.body()).isTrue();
    assertThat(JSON.readTree(answer.body()).has("earliest")).as(answer.body()).isTrue();
  }

  private HttpResponse<String> previewed(String more) throws Exception {
    return service.post(service.uri("/v1/restores/preview"), with(more, copy));
  }

  private String with(String more, String to) {
    return "{\"sourceServer\":\"%s\",\"target\":%s,\"newServerName\":\"%s\",%s}"
        .formatted(shop, at(noon), to, more);
  }
}

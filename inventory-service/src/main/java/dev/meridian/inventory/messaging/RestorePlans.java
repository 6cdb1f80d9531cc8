package dev.meridian.inventory.messaging;

import dev.meridian.events.RestorePlan;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Keeps a restore's plan from when it is heard of until its server is placed. */
final class RestorePlans {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private RestorePlans() {}

  static String written(RestorePlan plan) {
    return JSON.writeValueAsString(plan);
  }

  static RestorePlan read(String written) {
    return JSON.readValue(written, RestorePlan.class);
  }
}

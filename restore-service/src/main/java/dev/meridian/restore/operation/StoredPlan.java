package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Plan;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Plans as the database keeps them: JSON, read and shown as a whole. */
final class StoredPlan {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private StoredPlan() {}

  static String write(Plan plan) {
    return JSON.writeValueAsString(plan);
  }

  static Plan read(String json) {
    return JSON.readValue(json, Plan.class);
  }
}

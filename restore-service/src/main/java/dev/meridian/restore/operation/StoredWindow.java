package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Window;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Windows as the database keeps them beside a rejection: JSON, read and shown as a whole. */
final class StoredWindow {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private StoredWindow() {}

  static String write(Window window) {
    return JSON.writeValueAsString(window);
  }

  static Window read(String json) {
    return JSON.readValue(json, Window.class);
  }
}

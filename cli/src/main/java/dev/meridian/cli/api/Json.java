package dev.meridian.cli.api;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the APIs speak it. */
public final class Json {

  /** Reads and writes compact JSON. */
  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Writes JSON for people. */
  static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }
}

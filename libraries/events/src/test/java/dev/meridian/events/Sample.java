package dev.meridian.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A golden sample: an event as a version of this contract wrote it. What stands here must be
 * readable for ever.
 *
 * @param name the name on the wire, and the variant where there are several
 */
record Sample(String name, Map<String, String> headers, ObjectNode value) {

  private static final JsonMapper JSON = new JsonMapper();

  /** All of them, by name. */
  static List<Sample> all() {
    URL folder = Sample.class.getResource("/samples");
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().map(Sample::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one of this name, such as {@code restore.RestoreRequested.v1.Latest}. */
  static Sample named(String name) {
    return all().stream()
        .filter(sample -> sample.name().equals("dev.meridian." + name))
        .findFirst()
        .orElseThrow();
  }

  /** Its name on the wire, as its headers say. */
  String wireName() {
    return headers.get("ce_type");
  }

  Map<String, byte[]> headerBytes() {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    headers.forEach((name, value) -> bytes.put(name, value.getBytes(StandardCharsets.UTF_8)));
    return bytes;
  }

  byte[] valueBytes() {
    return bytes(value);
  }

  static byte[] bytes(JsonNode value) {
    return JSON.writeValueAsBytes(value);
  }

  @Override
  public String toString() {
    return name;
  }

  private static Sample read(Path file) {
    JsonNode sample = JSON.readTree(file);
    Map<String, String> headers = new LinkedHashMap<>();
    sample
        .get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().stringValue()));
    String name = file.getFileName().toString();
    return new Sample(
        name.substring(0, name.length() - ".json".length()),
        headers,
        (ObjectNode) sample.get("value"));
  }
}

package dev.meridian.portal.service;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One service's HTTP API. Every call throws {@link Refusal} when the service says no, and {@link
 * Unreachable} when it says nothing.
 */
public final class Service {

  // Services may say more than the portal shows.
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final ServiceName name;
  private final URI address;
  private final RestClient client;

  Service(ServiceName name, URI address, RestClient client) {
    this.name = name;
    this.address = address;
    this.client = client;
  }

  /** A path of these segments, each encoded, below {@code /v1}. */
  public static String path(String... segments) {
    return Arrays.stream(segments)
        .map(segment -> UriUtils.encode(segment, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/", "/v1/", ""));
  }

  /** What is there. */
  public <T> T get(String path, Class<T> type) {
    return read(exchange(HttpMethod.GET, path, null, Map.of()), type);
  }

  /** Asks for something to be done; the answer tells what. */
  public <T> T post(String path, Object body, Map<String, String> headers, Class<T> type) {
    return read(exchange(HttpMethod.POST, path, body, headers), type);
  }

  /** Asks for something to be done. */
  public void post(String path, Object body) {
    exchange(HttpMethod.POST, path, body, Map.of());
  }

  /** Makes something, or replaces it. */
  public void put(String path, Object body) {
    exchange(HttpMethod.PUT, path, body, Map.of());
  }

  /** Changes what the body names. */
  public void patch(String path, Object body) {
    exchange(HttpMethod.PATCH, path, body, Map.of());
  }

  /** Takes something away. */
  public void delete(String path) {
    exchange(HttpMethod.DELETE, path, null, Map.of());
  }

  private String exchange(
      HttpMethod method, String path, @Nullable Object body, Map<String, String> headers) {
    try {
      RestClient.RequestBodySpec request = client.method(method).uri(URI.create(address + path));
      headers.forEach(request::header);
      if (body != null) {
        request.contentType(MediaType.APPLICATION_JSON).body(JSON.writeValueAsString(body));
      }
      String answer = request.exchange((_, response) -> text(response));
      return answer == null ? "" : answer;
    } catch (RestClientException e) {
      throw new Unreachable(name, e);
    }
  }

  private String text(ClientHttpResponse response) throws IOException {
    String text = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
    if (response.getStatusCode().isError()) {
      throw Refusal.of(name, response.getStatusCode().value(), problem(text));
    }
    return text;
  }

  private static JsonNode problem(String text) {
    try {
      return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  private <T> T read(String text, Class<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JacksonException e) {
      throw new Unreachable(name, e);
    }
  }
}

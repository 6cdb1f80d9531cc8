package dev.meridian.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks JSON to a service that a test has started, as a client would. */
public final class TestHttp implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI service;

  private TestHttp(URI service) {
    this.service = service;
  }

  /** Talks to the service that listens on this port of the loopback address. */
  public static TestHttp port(int port) {
    return new TestHttp(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * An answer.
   *
   * @param body a missing node if there is none
   */
  public record Answer(int status, JsonNode body, @Nullable String location) {

    /** The code of a problem; empty if it is none. */
    public String code() {
      return body.path("code").asString("");
    }
  }

  /** Asks for something. */
  public Answer get(String path) {
    return send("GET", path, null, Map.of());
  }

  /** Takes something away. */
  public Answer delete(String path) {
    return send("DELETE", path, null, Map.of());
  }

  /** Sends something: text as it is, anything else as JSON. */
  public Answer post(String path, Object body) {
    return send("POST", path, body, Map.of());
  }

  /** Puts something in its place. */
  public Answer put(String path, Object body) {
    return send("PUT", path, body, Map.of());
  }

  /** Changes a part of something. */
  public Answer patch(String path, Object body) {
    return send("PATCH", path, body, Map.of());
  }

  /** Sends a request with these headers beside {@code Content-Type}. */
  public Answer send(
      String method, String path, @Nullable Object body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(service.resolve(path))
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text(body)))
            .header("Content-Type", "application/json");
    headers.forEach(request::header);
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          JSON.readTree(response.body()),
          response.headers().firstValue("Location").orElse(null));
    } catch (IOException e) {
      throw new IllegalStateException("No answer to %s %s".formatted(method, path), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for an answer", e);
    }
  }

  private static String text(Object body) {
    return body instanceof String text ? text : JSON.writeValueAsString(body);
  }

  @Override
  public void close() {
    client.close();
  }
}

package dev.meridian.cli.api;

import dev.meridian.cli.terminal.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One service's HTTP API. */
public final class Api {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Service service;
  private final URI base;
  private final ZoneId zone;
  private final Duration limit;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

  private Api(Service service, URI base, ZoneId zone, Duration limit) {
    this.service = service;
    this.base = base;
    this.zone = zone;
    this.limit = limit;
  }

  Api(Service service, URI base, ZoneId zone) {
    this(service, base, zone, LIMIT);
  }

  /** The API of a service at an address; times in its refusals are shown in this machine's zone. */
  public static Api at(Service service, URI base) {
    return new Api(service, base, ZoneId.systemDefault());
  }

  /** The same with another limit to how long an answer is waited for, which is 30 seconds. */
  public Api within(Duration other) {
    return new Api(service, base, zone, other);
  }

  /** A path under {@code /v1}, each segment escaped. */
  public static String path(String... segments) {
    return Arrays.stream(segments).map(Api::escaped).collect(Collectors.joining("/", "/v1/", ""));
  }

  /** A segment of a path, or the value of a parameter, escaped. */
  public static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Gets what is there.
   *
   * @throws Refusal when the service answers with a problem
   * @throws Failure when the service can't be reached, or doesn't answer in time
   */
  public JsonNode get(String path) {
    return send("GET", path, null, Map.of());
  }

  /** Posts JSON, or nothing. */
  public JsonNode post(String path, @Nullable JsonNode body) {
    return send("POST", path, body, Map.of());
  }

  /** Sends JSON, or nothing, by another method or with other headers. */
  public JsonNode send(
      String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(limit)
            .header("Accept", "application/json, application/problem+json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    HttpResponse<String> response = exchange(request.build());
    JsonNode answer = read(response);
    if (response.statusCode() / 100 != 2) {
      throw Refusal.of(response.statusCode(), answer, service, zone);
    }
    return answer;
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      if (isLate(e)) {
        throw new Failure(
            "answer-timed-out: %s at %s didn't answer within %s; what it was asked for may go on: look at how that stands, or into the service's log, before you ask again"
                .formatted(service.title(), base, shown(limit)));
      }
      throw new Failure(
          Failure.UNREACHABLE,
          "service-unreachable: %s doesn't answer at %s (%s); start Meridian with 'meridian up', or say where it is (see --help)"
              .formatted(service.title(), base, e.getClass().getSimpleName()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted: " + service.title() + " was asked and hasn't answered");
    }
  }

  /** Whether the service was reached and has only not answered yet. */
  private static boolean isLate(IOException failure) {
    return failure instanceof HttpTimeoutException
        && !(failure instanceof HttpConnectTimeoutException);
  }

  private static String shown(Duration span) {
    return span.toSeconds() < 60 ? span.toSeconds() + " s" : span.toMinutes() + " min";
  }

  private JsonNode read(HttpResponse<String> response) {
    if (response.body().isBlank()) {
      return Json.object();
    }
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (JacksonException e) {
      throw new Failure(
          "answer-unreadable: what answers at %s isn't %s: HTTP %d without JSON"
              .formatted(base, service.title(), response.statusCode()));
    }
  }
}

package dev.meridian.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the one entry reaches the service, and its answer comes back, as they are. */
class ApiTest {

  private static ScriptedService service;
  private static RunningPortal portal;

  @BeforeAll
  static void start() throws Exception {
    service = new ScriptedService();
    portal = RunningPortal.start(service.url(), "--meridian.portal.backup.url=http://127.0.0.1:1");
  }

  @AfterAll
  static void stop() {
    portal.close();
    service.close();
  }

  @BeforeEach
  void forget() {
    service.reset();
  }

  @Test
  void aRequestArrivesWithItsMethodBodyQueryAndHeaders() throws Exception {
    service.answers("PATCH /v1/servers/shop?a=b%20c", 200, "{}");

    portal.send(
        "PATCH",
        "/api/inventory/v1/servers/shop?a=b%20c",
        "{\"x\":1}",
        "Content-Type",
        "application/json",
        "Idempotency-Key",
        "once",
        "If-Match",
        "\"7\"",
        "Cookie",
        "meridian-form-token=secret");

    ScriptedService.Asked asked = service.asked().getFirst();
    assertThat(asked.body()).isEqualTo("{\"x\":1}");
    assertThat(asked.header("Idempotency-Key")).isEqualTo("once");
    assertThat(asked.header("If-Match")).isEqualTo("\"7\"");
    assertThat(asked.header("Cookie")).isEmpty();
  }

  @Test
  void anAnswerComesBackWithItsStatusAndHeaders() throws Exception {
    service.answers(
        "POST /v1/restores",
        202,
        "application/json",
        "{\"id\":\"7\"}",
        Map.of("Location", "/v1/restores/7", "ETag", "\"1\"", "Keep-Alive", "timeout=5"));

    HttpResponse<String> answer =
        portal.send("POST", "/api/restore/v1/restores", "{}", "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"id\":\"7\"}");
    assertThat(answer.headers().firstValue("Location")).contains("/api/restore/v1/restores/7");
    assertThat(answer.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/json");
    assertThat(answer.headers().firstValue("Keep-Alive")).isEmpty();
  }

  @Test
  void aProblemStaysWhatItIs() throws Exception {
    service.refuses("GET /v1/servers/none", 404, "{\"code\":\"server-not-found\"}");

    HttpResponse<String> answer = portal.get("/api/inventory/v1/servers/none");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).isEqualTo("{\"code\":\"server-not-found\"}");
  }

  @Test
  void anAnswerWithoutABodyHasNone() throws Exception {
    service.answers("DELETE /v1/servers/shop/firewall-rules/office", 204, "");

    HttpResponse<String> answer =
        portal.send("DELETE", "/api/network-rules/v1/servers/shop/firewall-rules/office", "");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void anEventArrivesBeforeTheNextOneIsSent() throws Exception {
    BlockingQueue<String> events = service.streams("GET /v1/restores/7/events");
    Queue<String> heard = new ConcurrentLinkedQueue<>();
    HttpRequest listening =
        HttpRequest.newBuilder(portal.url().resolve("/api/restore/v1/restores/7/events"))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<Stream<String>> stream =
        HttpClient.newHttpClient().send(listening, BodyHandlers.ofLines());
    Thread listener = Thread.ofVirtual().start(() -> stream.body().forEach(heard::add));

    events.put("fetch files");
    await().until(() -> heard.contains("data:fetch files"));
    events.put("recover");
    await().until(() -> heard.contains("data:recover"));
    events.put("");

    assertThat(listener.join(Duration.ofSeconds(10))).isTrue();
    assertThat(stream.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/inventory/actuator/health",
        "/api/inventory/v1/../actuator/health",
        "/api/inventory/v1/%2e%2e/actuator/health",
        "/api/inventory/v1/a%2f..%2f..%2factuator",
        "/api/inventory/v1//x",
        "/api/inventory/v1/;x/..",
        "/api/elsewhere/v1/servers"
      })
  void nothingButTheServicesApisIsReached(String path) throws Exception {
    assertThat(portal.get(path).statusCode()).isBetween(400, 499);
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void aServiceThatIsDownIsNamed() throws Exception {
    HttpResponse<String> answer = portal.get("/api/backup/v1/servers/shop/backups");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("service-unreachable", "backup-service");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    HttpResponse<String> answer =
        portal.send(
            "POST",
            "/api/inventory/v1/servers",
            "1".repeat((1 << 20) + 1),
            "Content-Type",
            "application/json");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(service.asked()).isEmpty();
  }
}

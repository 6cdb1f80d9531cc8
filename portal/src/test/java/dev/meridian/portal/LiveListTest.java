package dev.meridian.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An open list is told what has changed in it, and of nothing else. */
class LiveListTest {

  private ScriptedService services;
  private RunningPortal portal;

  @BeforeEach
  void start() throws Exception {
    services = new ScriptedService();
    Shop.script(services);
    services.answers("GET /v1/servers?state=dropped", 200, dropped("old"));
    portal = RunningPortal.start(services.url());
  }

  @AfterEach
  void stop() {
    portal.close();
    services.close();
  }

  private static String dropped(String name) {
    return "{\"servers\":[%s]}"
        .formatted(
            Shop.server("Dropped").replace("\"name\":\"shop\"", "\"name\":\"" + name + "\""));
  }

  @Test
  void theDroppedOnesStayAsTheyAreWhileAWindowMoves() throws Exception {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    HttpRequest following = HttpRequest.newBuilder(portal.url().resolve("/live")).build();
    HttpResponse<Stream<String>> stream =
        HttpClient.newHttpClient().send(following, BodyHandlers.ofLines());
    Thread reader = Thread.ofVirtual().start(() -> stream.body().forEach(lines::add));
    await().until(() -> lines.contains("event:servers") && lines.contains("event:dropped"));

    services.answers(
        "GET /v1/servers",
        200,
        "{\"servers\":["
            + Shop.server("Ready").replace("2026-11-22T10:58:31Z", "2026-11-22T10:58:59Z")
            + "]}");
    await().until(() -> lines.stream().anyMatch(line -> line.contains("10:58:59 UTC")));
    services.answers("GET /v1/servers?state=dropped", 200, dropped("older"));
    await().until(() -> lines.stream().anyMatch(line -> line.contains("older")));
    portal.close();

    assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    assertThat(lines.stream().filter("event:servers"::equals)).hasSize(2);
    assertThat(lines.stream().filter("event:dropped"::equals)).hasSize(2);
  }
}

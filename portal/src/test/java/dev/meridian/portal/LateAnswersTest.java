package dev.meridian.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that answers nothing until a test lets it. */
class LateAnswersTest {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer service;
  private RunningPortal portal;

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.setExecutor(threads);
    service.createContext("/", this::answerOnceItMay);
    service.start();
    portal =
        RunningPortal.start(
            URI.create("http://127.0.0.1:" + service.getAddress().getPort()),
            "--meridian.portal.answer-timeout=1s");
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    portal.close();
    service.stop(0);
    threads.close();
  }

  @Test
  void whatGoesThroughWholeRepositoriesMayTakeLongerThanTheRest() throws Exception {
    Future<HttpResponse<String>> measured =
        threads.submit(() -> portal.get("/api/backup/v1/repository/statistics"));
    asked.await();

    HttpResponse<String> late = portal.get("/api/backup/v1/servers/shop/backups");
    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.body()).contains("answer-timed-out", "backup-service hasn't answered yet");

    mayAnswer.countDown();
    assertThat(measured.get().statusCode()).isEqualTo(200);
  }

  private void answerOnceItMay(HttpExchange exchange) throws IOException {
    asked.countDown();
    try (exchange) {
      mayAnswer.await();
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

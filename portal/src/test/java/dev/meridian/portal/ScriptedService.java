package dev.meridian.portal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A service that answers what a test tells it to, and keeps what it was asked. */
final class ScriptedService implements AutoCloseable {

  record Asked(String method, String path, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }
  }

  private record Answer(int status, String type, String body, Map<String, String> headers) {}

  private static final int HANG_UP = 0;

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, BlockingQueue<String>> streams = new ConcurrentHashMap<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

  ScriptedService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  ScriptedService answers(String request, int status, String body) {
    return answers(request, status, "application/json", body, Map.of());
  }

  ScriptedService refuses(String request, int status, String problem) {
    return answers(request, status, "application/problem+json", problem, Map.of());
  }

  ScriptedService answers(
      String request, int status, String type, String body, Map<String, String> headers) {
    answers.put(request, new Answer(status, type, body, headers));
    return this;
  }

  /** Takes a request, and hangs up without an answer. */
  ScriptedService hangsUpOn(String request) {
    return answers(request, HANG_UP, "");
  }

  /** Answers with server-sent events: each when it is put into the queue, until an empty one. */
  BlockingQueue<String> streams(String request) {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    streams.put(request, events);
    return events;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Forgets all that was said, on both sides. */
  void reset() {
    answers.clear();
    streams.clear();
    asked.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().toString();
      asked.add(
          new Asked(
              exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()), body));
      BlockingQueue<String> events = streams.get(exchange.getRequestMethod() + " " + path);
      if (events != null) {
        stream(exchange, events);
        return;
      }
      Answer answer =
          answers.getOrDefault(
              exchange.getRequestMethod() + " " + path,
              new Answer(
                  404,
                  "application/problem+json",
                  "{\"status\":404,\"code\":\"not-scripted\",\"detail\":\"Not scripted\"}",
                  Map.of()));
      if (answer.status() == HANG_UP) {
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static void stream(HttpExchange exchange, BlockingQueue<String> events)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.flush();
      for (String event = events.take(); !event.isEmpty(); event = events.take()) {
        body.write("data:%s\n\n".formatted(event).getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

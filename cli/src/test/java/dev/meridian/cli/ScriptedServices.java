package dev.meridian.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** All of the services, with the answers that a test gives them. */
final class ScriptedServices implements AutoCloseable {

  /** What was asked for. */
  record Request(String line, String body, Optional<String> idempotencyKey) {}

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  ScriptedServices() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Answers a request such as {@code GET /v1/servers}; the last answer is given again and again.
   */
  ScriptedServices on(String request, int status, String body) {
    answers
        .computeIfAbsent(request, _ -> new ArrayDeque<>())
        .add(new Answer(status, body.replace('\'', '"')));
    return this;
  }

  List<Request> requests() {
    return requests;
  }

  Request onlyRequest(String line) {
    List<Request> found = requests.stream().filter(each -> each.line().equals(line)).toList();
    if (found.size() != 1) {
      throw new AssertionError(line + " was asked " + found.size() + " times: " + requests);
    }
    return found.getFirst();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            line,
            body,
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))));
    Deque<Answer> script = answers.getOrDefault(line, new ArrayDeque<>());
    Answer answer =
        script.isEmpty()
            ? new Answer(404, "{\"code\":\"not-scripted\",\"detail\":\"" + line + "\"}")
            : script.size() == 1 ? script.peek() : script.poll();
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

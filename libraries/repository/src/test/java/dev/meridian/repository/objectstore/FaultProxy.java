package dev.meridian.repository.objectstore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server and spoils some calls: refuses them, forgets to answer what
 * has been done, breaks off in the middle of an answer. For a server that checks no signatures: it
 * changes the host's name.
 */
final class FaultProxy implements AutoCloseable {

  private static final Set<String> NOT_PASSED_ON =
      Set.of("host", "connection", "content-length", "expect", "transfer-encoding");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String target;
  private final Random random;
  private final AtomicInteger faults = new AtomicInteger();
  private volatile double rate;
  private volatile boolean silent;

  static {
    // Otherwise an answer's body waits for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  FaultProxy(String target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** This part of all calls fails, from 0 to 1. */
  FaultProxy failing(double part) {
    rate = part;
    return this;
  }

  /** Takes calls and never answers. */
  FaultProxy silent(boolean now) {
    silent = now;
    return this;
  }

  int faults() {
    return faults.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (silent) {
      return;
    }
    int fault = fault();
    if (fault == 1) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      return;
    }
    HttpResponse<byte[]> answer = passOn(exchange, body);
    if (fault == 2) {
      exchange.close();
      return;
    }
    answer(exchange, answer, fault == 3);
  }

  private synchronized int fault() {
    if (random.nextDouble() >= rate) {
      return 0;
    }
    faults.incrementAndGet();
    return 1 + random.nextInt(3);
  }

  private HttpResponse<byte[]> passOn(HttpExchange exchange, byte[] body) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void answer(HttpExchange exchange, HttpResponse<byte[]> answer, boolean cut)
      throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (head || !NOT_PASSED_ON.contains(name)) {
                exchange
                    .getResponseHeaders()
                    .put(
                        name,
                        values.stream().map(value -> value.replace(target, endpoint())).toList());
              }
            });
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      if (body.length > 0) {
        out.write(body, 0, cut ? body.length / 2 : body.length);
      }
    } catch (IOException e) {
      // Cut short, as it was meant.
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.close();
  }
}

package dev.meridian.repository.objectstore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of Google Cloud Storage's JSON API that a {@link GcsBucket} uses, in memory, as Google
 * describes it (cloud.google.com/storage/docs/json_api/v1/objects and
 * …/performing-resumable-uploads): neither Maven Central nor npm has a server of theirs. It checks
 * no credentials.
 */
final class GcsServer {

  private static final Pattern UPLOAD = Pattern.compile("/upload/storage/v1/b/([^/]+)/o");
  private static final Pattern OBJECTS = Pattern.compile("/storage/v1/b/([^/]+)/o");
  private static final Pattern OBJECT =
      Pattern.compile("(?:/download)?/storage/v1/b/([^/]+)/o/([^/]+)");
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final int CHUNK = 256 << 10;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static GcsServer shared;

  private final HttpServer server;
  private final Map<String, NavigableMap<String, Stored>> buckets = new HashMap<>();
  private final Map<String, Session> sessions = new HashMap<>();
  private int keepingAtMost = Integer.MAX_VALUE;

  private record Stored(byte[] bytes, JsonNode metadata) {}

  /** A resumable upload; what it made stays known. */
  private static final class Session {
    final String bucket;
    final String key;
    final boolean unlessThereIs;
    final JsonNode metadata;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    boolean done;

    Session(String bucket, String key, boolean unlessThereIs, JsonNode metadata) {
      this.bucket = bucket;
      this.key = key;
      this.unlessThereIs = unlessThereIs;
      this.metadata = metadata;
    }
  }

  private static final class Refusal extends Exception {
    final int code;

    Refusal(int code, String message) {
      super(message);
      this.code = code;
    }
  }

  private GcsServer() throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Started when first asked for. */
  static synchronized GcsServer shared() throws IOException {
    if (shared == null) {
      shared = new GcsServer();
    }
    return shared;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  StoreSettings settings() {
    return new StoreSettings(endpoint(), null, null, null);
  }

  /** The name of a new bucket. */
  synchronized String newBucket() {
    String name = "bucket-" + UUID.randomUUID();
    buckets.put(name, new TreeMap<>());
    return name;
  }

  static GcsBucket bucket(String name, StoreSettings settings) {
    return new GcsBucket(
        GcsClients.create(settings), name, "gs://" + name + "/some/prefix", settings, 100L);
  }

  /** What uploads to a bucket that are neither complete nor given up have received, each. */
  synchronized List<Integer> received(String bucket) {
    return sessions.values().stream()
        .filter(session -> session.bucket.equals(bucket) && !session.done)
        .map(session -> session.received.size())
        .toList();
  }

  /** Keeps no more than this of each call of a resumable upload: the service may do so. */
  synchronized void keepingAtMost(int bytes) {
    keepingAtMost = bytes;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      try {
        route(exchange, body);
      } catch (Refusal e) {
        ObjectNode error = JSON.createObjectNode();
        error.putObject("error").put("code", e.code).put("message", e.getMessage());
        answer(exchange, e.code, JSON.writeValueAsBytes(error));
      }
    }
  }

  private void route(HttpExchange exchange, byte[] body) throws IOException, Refusal {
    String path = exchange.getRequestURI().getRawPath();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    Matcher upload = UPLOAD.matcher(path);
    Matcher objects = OBJECTS.matcher(path);
    Matcher object = OBJECT.matcher(path);
    if (query.containsKey("upload_id")) {
      resume(exchange, query.get("upload_id"), body);
    } else if (upload.matches() && "resumable".equals(query.get("uploadType"))) {
      begin(exchange, upload.group(1), query, body);
    } else if (upload.matches()) {
      insert(exchange, upload.group(1), query, body);
    } else if (objects.matches()) {
      answer(exchange, 200, JSON.writeValueAsBytes(list(objects.group(1), query)));
    } else if (object.matches()) {
      object(exchange, object.group(1), decoded(object.group(2)), query);
    } else {
      throw new Refusal(404, "Not found");
    }
  }

  private synchronized NavigableMap<String, Stored> in(String bucket) throws Refusal {
    NavigableMap<String, Stored> objects = buckets.get(bucket);
    if (objects == null) {
      throw new Refusal(404, "The specified bucket does not exist.");
    }
    return objects;
  }

  private synchronized void store(
      String bucket, String key, boolean unlessThereIs, byte[] bytes, JsonNode metadata)
      throws Refusal {
    requireAbsent(bucket, key, unlessThereIs);
    in(bucket).put(key, new Stored(bytes, metadata));
  }

  private synchronized void requireAbsent(String bucket, String key, boolean unlessThereIs)
      throws Refusal {
    if (unlessThereIs && in(bucket).containsKey(key)) {
      throw new Refusal(412, "At least one of the pre-conditions you specified did not hold.");
    }
  }

  private static boolean unlessThereIs(Map<String, String> query) {
    return "0".equals(query.get("ifGenerationMatch"));
  }

  /** {@code multipart/related}: a description in JSON, then the bytes. */
  private void insert(HttpExchange exchange, String bucket, Map<String, String> query, byte[] body)
      throws IOException, Refusal {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String boundary = type.replaceFirst(".*boundary=\"?([^\"]+)\"?.*", "--$1");
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int json = text.indexOf("\r\n\r\n") + 4;
    int second = text.indexOf("\r\n" + boundary, json);
    int bytes = text.indexOf("\r\n\r\n", second) + 4;
    int end = text.lastIndexOf("\r\n" + boundary + "--");
    JsonNode description = JSON.readTree(text.substring(json, second));
    store(
        bucket,
        description.path("name").asString(),
        unlessThereIs(query),
        Arrays.copyOfRange(body, bytes, end),
        description.path("metadata"));
    answer(exchange, 200, "{}".getBytes(StandardCharsets.US_ASCII));
  }

  private void begin(HttpExchange exchange, String bucket, Map<String, String> query, byte[] body)
      throws IOException, Refusal {
    String key = query.get("name");
    in(bucket);
    requireAbsent(bucket, key, unlessThereIs(query));
    String id = UUID.randomUUID().toString();
    synchronized (this) {
      JsonNode metadata = JSON.readTree(body).path("metadata");
      sessions.put(id, new Session(bucket, key, unlessThereIs(query), metadata));
    }
    exchange
        .getResponseHeaders()
        .set("Location", endpoint() + exchange.getRequestURI().getRawPath() + "?upload_id=" + id);
    answer(exchange, 200, new byte[0]);
  }

  private void resume(HttpExchange exchange, String id, byte[] body) throws IOException, Refusal {
    int code;
    synchronized (this) {
      Session session = sessions.get(id);
      if (session == null) {
        throw new Refusal(410, "Gone");
      }
      if (exchange.getRequestMethod().equals("DELETE")) {
        sessions.remove(id);
        throw new Refusal(499, "Cancelled");
      }
      code = receive(id, session, exchange.getRequestHeaders().getFirst("Content-Range"), body);
      if (code == 308 && session.received.size() > 0) {
        exchange.getResponseHeaders().set("Range", "bytes=0-" + (session.received.size() - 1));
      }
    }
    answer(exchange, code, new byte[0]);
  }

  private int receive(String id, Session session, String contentRange, byte[] body) throws Refusal {
    if (session.done) {
      return 200;
    }
    Matcher range = CONTENT_RANGE.matcher(contentRange);
    if (!range.matches()) {
      throw new Refusal(400, "Malformed Content-Range");
    }
    boolean last = !range.group(3).equals("*");
    if (range.group(1) != null) {
      long from = Long.parseLong(range.group(1));
      if (from != session.received.size()
          || body.length != Long.parseLong(range.group(2)) - from + 1
          || (!last && body.length % CHUNK != 0)) {
        throw new Refusal(400, "Out of order, or no multiple of 256 KiB");
      }
      int kept = Math.min(body.length, keepingAtMost);
      session.received.write(body, 0, kept);
    }
    if (!last || session.received.size() < Long.parseLong(range.group(3))) {
      return 308;
    }
    try {
      store(
          session.bucket,
          session.key,
          session.unlessThereIs,
          session.received.toByteArray(),
          session.metadata);
    } catch (Refusal e) {
      sessions.remove(id);
      throw e;
    }
    session.done = true;
    return 200;
  }

  private void object(HttpExchange exchange, String bucket, String key, Map<String, String> query)
      throws IOException, Refusal {
    Stored stored;
    synchronized (this) {
      stored = in(bucket).get(key);
      if (stored == null) {
        throw new Refusal(404, "No such object: " + bucket + "/" + key);
      }
      if (exchange.getRequestMethod().equals("DELETE")) {
        in(bucket).remove(key);
      }
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      answer(exchange, 204, new byte[0]);
    } else if ("media".equals(query.get("alt"))) {
      media(exchange, stored.bytes());
    } else {
      ObjectNode description = JSON.createObjectNode();
      description.put("size", String.valueOf(stored.bytes().length));
      description.set("metadata", stored.metadata());
      answer(exchange, 200, JSON.writeValueAsBytes(description));
    }
  }

  private static void media(HttpExchange exchange, byte[] bytes) throws IOException, Refusal {
    String asked = exchange.getRequestHeaders().getFirst("Range");
    Matcher range = RANGE.matcher(asked == null ? "bytes=0-" : asked);
    if (!range.matches() || Long.parseLong(range.group(1)) >= bytes.length) {
      throw new Refusal(416, "The requested range cannot be satisfied.");
    }
    int from = Integer.parseInt(range.group(1));
    long to =
        range.group(2).isEmpty()
            ? bytes.length
            : Math.min(bytes.length, Long.parseLong(range.group(2)) + 1);
    answer(exchange, asked == null ? 200 : 206, Arrays.copyOfRange(bytes, from, (int) to));
  }

  /** The page token is the last name of the page before. */
  private synchronized ObjectNode list(String bucket, Map<String, String> query) throws Refusal {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.get("delimiter");
    int most = Integer.parseInt(query.getOrDefault("maxResults", "1000"));
    List<String> names =
        in(bucket).tailMap(query.getOrDefault("pageToken", ""), false).keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .filter(name -> name.compareTo(query.getOrDefault("startOffset", "")) >= 0)
            .toList();
    ObjectNode page = JSON.createObjectNode();
    TreeSet<String> prefixes = new TreeSet<>();
    List<String> taken = new ArrayList<>(names.subList(0, Math.min(most, names.size())));
    for (String name : taken) {
      int cut = delimiter == null ? -1 : name.indexOf(delimiter, prefix.length());
      if (cut >= 0) {
        prefixes.add(name.substring(0, cut + 1));
      } else {
        page.withArray("items")
            .addObject()
            .put("name", name)
            .put("size", String.valueOf(in(bucket).get(name).bytes().length));
      }
    }
    prefixes.forEach(page.withArray("prefixes")::add);
    if (taken.size() < names.size()) {
      page.put("nextPageToken", taken.getLast());
    }
    return page;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int code, byte[] body) throws IOException {
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}

package dev.meridian.benchmarks.request;

import dev.meridian.benchmarks.backup.Folders;
import dev.meridian.standalone.Meridian;
import dev.meridian.standalone.client.Gateway;
import dev.meridian.standalone.client.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A small server is restored by all of Meridian, as {@code meridian up} runs it: from the request
 * until it is Ready, and until a client gets in to whom a rule opens it; and what it would come to
 * is asked before.
 */
public final class SmallServerBenchmark {

  private static final int RUNS = Integer.getInteger("runs", 5);
  private static final int MEGABYTES = Integer.getInteger("megabytes", 50);
  private static final String ADMIN = "ada";
  private static final String PASSWORD = "First-Password-1";
  private static final String DATABASE = "app";
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration HOST_REPORTS = Duration.ofMinutes(1);

  private final Meridian meridian;
  private final Gateway gateway;
  private final List<Double> ready = new ArrayList<>();
  private final List<Double> reachable = new ArrayList<>();
  private final List<Double> previewed = new ArrayList<>();

  private SmallServerBenchmark(Meridian meridian) {
    this.meridian = meridian;
    this.gateway = new Gateway(meridian.endpoints());
  }

  /** Measures and prints. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "request-benchmark");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Meridian meridian = Meridian.temporary(folder)) {
      var benchmark = new SmallServerBenchmark(meridian);
      benchmark.prepare();
      for (int run = 0; run <= RUNS; run++) {
        benchmark.measure(run);
      }
      System.out.printf(
          "%d cores, Java %s, a server of %d MB, medians of %d: previewed in %.3f s (most: %.3f),"
              + " Ready after %.2f s, reachable after %.2f s%n",
          Runtime.getRuntime().availableProcessors(),
          Runtime.version(),
          MEGABYTES,
          RUNS,
          median(benchmark.previewed),
          Collections.max(benchmark.previewed),
          median(benchmark.ready),
          median(benchmark.reachable));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0);
  }

  private void prepare() throws Exception {
    create();
    gateway.openFirewall("small", "benchmark", LOOPBACK, LOOPBACK);
    try (Connection connection = login("small").connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("create table filled (id int primary key, v text)");
      statement.execute(
          "insert into filled select i, repeat(md5(i::text), 30) from generate_series(1, %d) i"
              .formatted(MEGABYTES * 1000));
    }
    gateway.awaitBackup("small");
    String backup = gateway.requestBackup("small");
    while (!gateway.isComplete("small", backup)) {
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  /** It takes a moment until a host is known. */
  private void create() throws InterruptedException {
    Instant until = Instant.now().plus(HOST_REPORTS);
    while (true) {
      try {
        gateway.createServer("small", ADMIN, PASSWORD);
        return;
      } catch (RuntimeException e) {
        if (Instant.now().isAfter(until)) {
          throw e;
        }
        Thread.sleep(Duration.ofMillis(200));
      }
    }
  }

  private void measure(int run) throws Exception {
    Instant target = now();
    // Its log is archived by then: what is measured doesn't wait for that.
    Thread.sleep(Duration.ofSeconds(3));
    String name = "restored-" + run;
    long asked = System.nanoTime();
    gateway.preview("small", Gateway.pointInTime(target));
    long from = System.nanoTime();
    gateway.requestRestore("small", target, name);
    JsonNode endpoint = gateway.awaitReady(name).path("endpoint");
    double untilReady = (System.nanoTime() - from) / 1e9;
    gateway.openFirewall(name, "benchmark", LOOPBACK, LOOPBACK);
    require(login(endpoint));
    double untilReachable = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "  previewed in %.3f s, Ready after %.2f s, reachable after %.2f s%n",
        (from - asked) / 1e9,
        untilReady,
        untilReachable);
    if (run > 0) {
      previewed.add((from - asked) / 1e9);
      ready.add(untilReady);
      reachable.add(untilReachable);
    }
    gateway.drop(name);
  }

  private Instant now() throws SQLException {
    try (Connection connection = login("small").connect(DATABASE);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select clock_timestamp()")) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }

  private static void require(Login login) throws SQLException {
    try (Connection connection = login.connect(DATABASE);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from filled")) {
      row.next();
      if (row.getInt(1) != MEGABYTES * 1000) {
        throw new IllegalStateException("Only %d rows".formatted(row.getInt(1)));
      }
    }
  }

  private Login login(String server) {
    return login(gateway.awaitReady(server).path("endpoint"));
  }

  private Login login(JsonNode endpoint) {
    return new Login(
        endpoint.path("host").asString(),
        endpoint.path("port").asInt(),
        meridian.caCertificate(),
        ADMIN,
        PASSWORD);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}

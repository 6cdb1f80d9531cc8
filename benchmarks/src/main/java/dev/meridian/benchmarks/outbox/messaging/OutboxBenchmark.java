package dev.meridian.benchmarks.outbox.messaging;

import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * From the commit in one service to the committed effect in another, through outbox, broker and
 * inbox, all on this machine: how many events a second, and how late they are at 200 a second.
 */
public final class OutboxBenchmark {

  private static final int WRITERS = 4;
  private static final int EVENTS = 50_000;
  private static final int RATE = 200;
  private static final Duration AT_RATE = Duration.ofSeconds(30);

  private final Outbox outbox;
  private final TransactionTemplate transaction;

  private OutboxBenchmark(ConfigurableApplicationContext publisher) {
    outbox = publisher.getBean(Outbox.class);
    transaction = new TransactionTemplate(publisher.getBean(PlatformTransactionManager.class));
  }

  /** Measures and prints. */
  public static void main(String[] args) throws InterruptedException {
    TestBroker broker = TestBroker.shared();
    TestDatabase database = TestPostgres.shared(18).newDatabase();
    String[] settings = {
      "--meridian.database.url=" + database.jdbcUrl(),
      "--meridian.database.username=" + database.user(),
      "--meridian.database.password=" + database.password(),
      "--meridian.kafka.bootstrap-servers=" + broker.bootstrapServers()
    };
    try (ConfigurableApplicationContext publisher = BenchmarkService.publisher(settings);
        ConfigurableApplicationContext consumer = BenchmarkService.consumer(settings)) {
      System.out.printf(
          "%d cores, Java %s, PostgreSQL 18; broker, database and both services on this machine%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version());
      OutboxBenchmark benchmark = new OutboxBenchmark(publisher);
      benchmark.throughput("warm-up", 10_000, 10);
      benchmark.throughput("1 event a transaction", EVENTS, 1);
      benchmark.throughput("10 events a transaction", EVENTS, 10);
      benchmark.latency();
    }
    System.exit(0);
  }

  private void throughput(String name, int events, int perTransaction) throws InterruptedException {
    BenchmarkService.EFFECTS.clear();
    long from = System.nanoTime();
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < events / perTransaction; i++) {
        writers.execute(() -> publish(perTransaction));
      }
    }
    double published = seconds(from);
    awaitEffects(events);
    double consumed = seconds(from);
    System.out.printf(
        "%-24s %,d events: committed in %.2f s (%,.0f/s), all consumed after %.2f s (%,.0f/s)%n",
        name, events, published, events / published, consumed, events / consumed);
  }

  private void latency() throws InterruptedException {
    BenchmarkService.EFFECTS.clear();
    Map<UUID, Long> commits = new ConcurrentHashMap<>();
    long events = AT_RATE.toSeconds() * RATE;
    long began = System.nanoTime();
    for (int i = 0; i < events; i++) {
      long due = began + i * Duration.ofSeconds(1).toNanos() / RATE;
      while (System.nanoTime() < due) {
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      }
      UUID id = publish(1).getFirst();
      commits.put(id, System.nanoTime());
    }
    awaitEffects((int) events);
    double[] late =
        commits.entrySet().stream()
            .mapToDouble(commit -> (effect(commit.getKey()) - commit.getValue()) / 1e6)
            .sorted()
            .toArray();
    System.out.printf(
        "%d/s for %d s: commit to committed effect, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        RATE,
        AT_RATE.toSeconds(),
        late[late.length / 2],
        late[(int) (late.length * 0.99)],
        late[late.length - 1]);
  }

  private List<UUID> publish(int events) {
    List<UUID> ids = IntStream.range(0, events).mapToObj(_ -> UUID.randomUUID()).toList();
    transaction.executeWithoutResult(
        _ ->
            ids.forEach(
                id -> outbox.publish(new BackupFailed(id, id, "benchmark", "for the record"))));
    return new ArrayList<>(ids);
  }

  private static long effect(UUID id) {
    return Objects.requireNonNull(BenchmarkService.EFFECTS.get(id), "every effect was awaited");
  }

  private static void awaitEffects(int events) throws InterruptedException {
    while (BenchmarkService.EFFECTS.size() < events) {
      Thread.sleep(1);
    }
  }

  private static double seconds(long from) {
    return (System.nanoTime() - from) / 1e9;
  }
}

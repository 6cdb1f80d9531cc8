package dev.meridian.benchmarks.outbox.messaging;

import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.messaging.inbox.EventHandlers;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A service that does nothing but note when the effect of an event was committed. */
@SpringBootApplication
public class BenchmarkService {

  /** When an event took effect, by the id that it carries, in nanoseconds of this JVM. */
  static final ConcurrentMap<UUID, Long> EFFECTS = new ConcurrentHashMap<>();

  /** One that publishes only. */
  static ConfigurableApplicationContext publisher(String... settings) {
    return start("publisher", false, settings);
  }

  /** One that takes what others publish. */
  static ConfigurableApplicationContext consumer(String... settings) {
    return start("consumer", true, settings);
  }

  private static ConfigurableApplicationContext start(
      String name, boolean consumes, String... settings) {
    return new SpringApplicationBuilder(BenchmarkService.class)
        .properties(
            "spring.config.name=benchmark-service",
            "benchmark.name=" + name,
            "spring.cloud.stream.bindings.events-in-0.consumer.auto-startup=" + consumes)
        .run(settings);
  }

  @Bean
  EventHandlers handlers() {
    return to ->
        to.on(
            BackupFailed.class,
            event ->
                TransactionSynchronizationManager.registerSynchronization(
                    new Committed(event.backupId())));
  }

  private record Committed(UUID id) implements TransactionSynchronization {

    @Override
    public void afterCommit() {
      EFFECTS.put(id, System.nanoTime());
    }
  }
}

package dev.meridian.messaging.topic;

import dev.meridian.events.Topic;
import dev.meridian.messaging.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Declares every topic of the contract, and its dead-letter topic, before anything reads or writes
 * one: a topic that the broker makes by itself has one partition for ever. While the broker is
 * away, the service starts without it and this goes on trying.
 */
public final class TopicDeclaration implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TopicDeclaration.class);
  private static final Duration FIRST_TRY = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final Optional<Short> replication;
  private volatile boolean running;
  private volatile Thread trying = Thread.currentThread();

  /**
   * For one service.
   *
   * @param replication how many brokers keep each topic; empty leaves it to the broker
   */
  public TopicDeclaration(KafkaSettings kafka, Optional<Short> replication) {
    this.kafka = kafka;
    this.replication = replication;
  }

  @Override
  public void start() {
    running = true;
    trying = Thread.ofVirtual().name("topic-declaration").start(this::declareUntilDone);
    try {
      trying.join(FIRST_TRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    running = false;
    trying.interrupt();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  private void declareUntilDone() {
    boolean said = false;
    while (running) {
      try {
        declare();
        return;
      } catch (ExecutionException e) {
        if (!said) {
          log.warn("The topics can't be declared yet: {}", String.valueOf(e.getCause()));
          said = true;
        }
      } catch (InterruptedException e) {
        return;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void declare() throws ExecutionException, InterruptedException {
    Map<String, Object> settings = kafka.client("topic-declaration");
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    try (Admin admin = Admin.create(settings)) {
      Set<String> there = admin.listTopics().names().get();
      List<NewTopic> missing =
          all().stream().filter(topic -> !there.contains(topic.name())).toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      // Another service was faster with one of them: look again.
      declare();
    }
  }

  private List<NewTopic> all() {
    List<NewTopic> topics = new ArrayList<>();
    Arrays.stream(Topic.values())
        .forEach(
            topic -> {
              String cleanup =
                  topic.compacted()
                      ? TopicConfig.CLEANUP_POLICY_COMPACT
                      : TopicConfig.CLEANUP_POLICY_DELETE;
              topics.add(topic(topic.wireName(), topic, topic.retention(), cleanup));
              topics.add(
                  topic(
                      topic.deadLetters(),
                      topic,
                      Optional.of(Topic.deadLetterRetention()),
                      TopicConfig.CLEANUP_POLICY_DELETE));
            });
    return topics;
  }

  private NewTopic topic(
      String name, Topic like, Optional<Duration> retention, String cleanupPolicy) {
    long retentionMs = retention.map(Duration::toMillis).orElse(-1L);
    return new NewTopic(name, Optional.of(like.partitions()), replication)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                cleanupPolicy,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retentionMs)));
  }
}

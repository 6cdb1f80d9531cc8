package dev.meridian.backup.ownership.messaging;

import dev.meridian.backup.settings.OwnershipSettings;
import dev.meridian.messaging.KafkaSettings;
import dev.meridian.messaging.ServiceSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** This instance as a member of the group that shares the servers out. For one thread. */
@Component
final class Membership {

  private static final int BEATS_A_SESSION = 7;
  private static final Duration LEAVING = Duration.ofSeconds(3);

  private final KafkaSettings kafka;
  private final ServiceSettings service;
  private final OwnershipSettings settings;
  private final String name;
  private double answers;
  private long heardAt = System.nanoTime();
  private boolean everHeard;

  Membership(
      KafkaSettings kafka,
      ServiceSettings service,
      OwnershipSettings settings,
      @Value("${server.port:0}") int port) {
    this.kafka = kafka;
    this.service = service;
    this.settings = settings;
    this.name = settings.instance() == null ? host() + "-" + port : settings.instance();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** A new consumer; the membership begins when it is polled. */
  Consumer<byte[], byte[]> join() {
    answers = 0;
    String group = service.consumerGroup() + "-owners";
    Map<String, Object> all = kafka.client(group);
    all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    // With a name of its own, an instance that starts again is not a new one to the group.
    all.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name.replaceAll("[^A-Za-z0-9._-]", "-"));
    // The others go on while partitions move from one instance to another.
    all.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) settings.sessionTimeout().toMillis());
    all.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        (int) settings.sessionTimeout().dividedBy(BEATS_A_SESSION).toMillis());
    all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Gives all partitions to the others at once. */
  void leave(Consumer<byte[], byte[]> member) {
    member.close(
        CloseOptions.timeout(LEAVING)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /** The broker has just answered. */
  void heard() {
    everHeard = true;
    heardAt = System.nanoTime();
  }

  /** For how long the broker has not answered. */
  Duration silence(Consumer<byte[], byte[]> member) {
    double now =
        member.metrics().entrySet().stream()
            .filter(each -> each.getKey().name().equals("heartbeat-total"))
            .mapToDouble(each -> ((Number) each.getValue().metricValue()).doubleValue())
            .sum();
    if (now > answers) {
      answers = now;
      heard();
    }
    return silence();
  }

  /** As far as is known without a consumer. */
  Duration silence() {
    Duration since = Duration.ofNanos(System.nanoTime() - heardAt);
    // Before the first answer there is no session, however young the instance is.
    return everHeard ? since : since.plus(settings.sessionTimeout());
  }
}

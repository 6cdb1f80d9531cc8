package dev.meridian.backup.ownership.messaging;

import dev.meridian.backup.ownership.HeldShares;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.ownership.OwnershipChanged;
import dev.meridian.backup.ownership.Shares;
import dev.meridian.events.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Owns the servers of those shares whose partitions the broker has assigned to this instance. It is
 * a member of a consumer group of its own that reads nothing.
 */
@Component
final class KafkaOwnership implements Ownership, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(KafkaOwnership.class);
  private static final Topic TOPIC = Topic.SERVERS;
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Membership membership;
  private final HeldShares heldShares;
  private final ApplicationEventPublisher events;
  private final Thread thread = Thread.ofVirtual().name("ownership").unstarted(this::run);

  private volatile Shares shares = new Shares(Set.of(), TOPIC.partitions());
  private volatile boolean running;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  KafkaOwnership(Membership membership, HeldShares heldShares, ApplicationEventPublisher events) {
    this.membership = membership;
    this.heldShares = heldShares;
    this.events = events;
  }

  @Override
  public boolean owns(UUID serverId) {
    return shares.have(serverId);
  }

  @Override
  public UUID instance() {
    return heldShares.instance();
  }

  /** What it holds now. */
  Shares shares() {
    return shares;
  }

  private void run() {
    while (running) {
      try (Consumer<byte[], byte[]> member = membership.join()) {
        consumer = member;
        member.subscribe(List.of(TOPIC.wireName()), new Rebalances(member));
        takePartUntilTheEnd(member);
        membership.leave(member);
      } catch (InterruptException e) {
        return;
      } catch (RuntimeException e) {
        log.warn("Cannot take part in sharing the servers out; trying again: {}", e.getMessage());
        waitWithoutBroker();
      }
    }
  }

  private void takePartUntilTheEnd(Consumer<byte[], byte[]> member) {
    try {
      while (running) {
        takePart(member);
      }
    } catch (WakeupException e) {
      // It is time to end.
    }
  }

  private void takePart(Consumer<byte[], byte[]> member) {
    var polled = member.poll(BEAT);
    if (!polled.isEmpty()) {
      throw new IllegalStateException("Nothing should be read");
    }
    decide(shares(member.assignment()), count(member), membership.silence(member));
  }

  private void waitWithoutBroker() {
    long until = System.nanoTime() + PAUSE.toNanos();
    try {
      while (running && System.nanoTime() < until) {
        decide(Set.of(), shares.count(), membership.silence());
        Thread.sleep(BEAT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }

  private static int count(Consumer<byte[], byte[]> member) {
    return member.assignment().isEmpty()
        ? TOPIC.partitions()
        : member.partitionsFor(TOPIC.wireName()).size();
  }

  private void decide(Set<Integer> assigned, int count, Duration silence) {
    become(new Shares(heldShares.decide(assigned, count, silence), count));
  }

  private void become(Shares next) {
    if (!next.equals(shares)) {
      log.info("Taking care of the servers of shares {} of {}", next.held(), next.count());
      shares = next;
      events.publishEvent(new OwnershipChanged());
    }
  }

  private static Set<Integer> shares(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .map(TopicPartition::partition)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Called while polling. Partitions go to another instance only when this has returned. */
  private final class Rebalances implements ConsumerRebalanceListener {

    private final Consumer<byte[], byte[]> member;

    Rebalances(Consumer<byte[], byte[]> member) {
      this.member = member;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member.pause(partitions);
      membership.heard();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      membership.heard();
      become(new Shares(heldShares.without(shares(partitions)), shares.count()));
    }
  }

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  @Override
  public void stop() {
    running = false;
    Consumer<byte[], byte[]> member = consumer;
    if (member != null) {
      member.wakeup();
    }
    try {
      if (!thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Ends after all that asks it. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1;
  }
}

package dev.meridian.messaging.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.kafka.config.ClientFactoryCustomizer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Knows since when this service has heard without a break what others say. Of whom nothing was
 * heard before that, the broker may have been away, or this service.
 *
 * <p>A consumer that waits for records asks the broker for them without end and gets an answer
 * every half second, if only that there are none: these are counted. One that can't reach the
 * broker, has no partitions, or is held up by a record, gets none.
 */
public final class Hearing implements ClientFactoryCustomizer {

  private static final String ANSWERS = "fetch-total";

  private final Duration longestPause;
  private final Clock clock;
  private final Set<Consumer<?, ?>> consumers = ConcurrentHashMap.newKeySet();
  private double answers;
  private @Nullable Instant since;
  private @Nullable Instant last;

  /**
   * Of a service that has heard nothing yet.
   *
   * @param longestPause how long no answer may come before what was said may have been missed
   */
  public Hearing(Duration longestPause, Clock clock) {
    this.longestPause = longestPause;
    this.clock = clock;
  }

  /** Whether all that was said since that instant was heard, but for what comes this moment. */
  public synchronized boolean missedNothingSince(Instant instant) {
    return since != null
        && last != null
        && !since.isAfter(instant)
        && !isBreak(last, clock.instant());
  }

  @Override
  public void configure(ConsumerFactory<?, ?> factory) {
    follow(factory);
  }

  private <K, V> void follow(ConsumerFactory<K, V> factory) {
    factory.addListener(
        new ConsumerFactory.Listener<K, V>() {
          @Override
          public void consumerAdded(String id, Consumer<K, V> consumer) {
            consumers.add(consumer);
          }

          @Override
          public void consumerRemoved(@Nullable String id, Consumer<K, V> consumer) {
            consumers.remove(consumer);
          }
        });
  }

  /** Counts once a second. */
  @Scheduled(fixedDelay = 1_000)
  public void listen() {
    counted(
        consumers.stream()
            .map(consumer -> consumer.metrics().values())
            .flatMap(Collection::stream)
            .filter(metric -> metric.metricName().name().equals(ANSWERS))
            .map(Metric::metricValue)
            .mapToDouble(value -> ((Number) value).doubleValue())
            .sum());
  }

  /** There are fewer when a consumer has ended. */
  synchronized void counted(double count) {
    boolean answered = count > answers;
    answers = count;
    if (answered) {
      Instant now = clock.instant();
      if (last == null || isBreak(last, now)) {
        since = now;
      }
      last = now;
    }
  }

  /** Where the clock has jumped, nobody knows how long it was. */
  private boolean isBreak(Instant from, Instant to) {
    return to.isBefore(from) || from.plus(longestPause).isBefore(to);
  }
}

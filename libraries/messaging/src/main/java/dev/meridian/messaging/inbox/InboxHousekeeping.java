package dev.meridian.messaging.inbox;

import dev.meridian.events.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Forgets the ids of events that the broker can't deliver again, or whose repetition is harmless.
 */
public final class InboxHousekeeping {

  /** A compacted topic carries states: an old one that comes again is followed by a newer one. */
  private static final Duration COMPACTED = Duration.ofDays(1);

  private static final Duration MARGIN = Duration.ofDays(1);

  private final Inbox inbox;
  private final List<String> topics;
  private final Clock clock;

  /** Housekeeping for the topics that a service reads. */
  public InboxHousekeeping(Inbox inbox, List<String> topics, Clock clock) {
    this.inbox = inbox;
    this.topics = topics;
    this.clock = clock;
  }

  /** Once an hour. */
  @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT1H")
  public void forgetOld() {
    for (String name : topics) {
      Topic topic = Topic.named(name).orElseThrow();
      if (topic.compacted()) {
        inbox.forget(name, clock.instant().minus(COMPACTED));
      } else {
        topic
            .retention()
            .ifPresent(kept -> inbox.forget(name, clock.instant().minus(kept).minus(MARGIN)));
      }
    }
  }
}

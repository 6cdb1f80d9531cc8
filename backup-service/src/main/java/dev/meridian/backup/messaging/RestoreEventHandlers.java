package dev.meridian.backup.messaging;

import dev.meridian.backup.replay.LearnReplayRates;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.messaging.inbox.CurrentEvent;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import org.springframework.stereotype.Component;

/** What restores tell about how long the next one takes. */
@Component
class RestoreEventHandlers implements EventHandlers {

  /** The phase of a restore in which its log is replayed; its bytes are the log's. */
  private static final String REPLAY = "recover";

  private final LearnReplayRates replays;

  RestoreEventHandlers(LearnReplayRates replays) {
    this.replays = replays;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(RestoreProgressed.class, this::progressed);
  }

  private void progressed(RestoreProgressed event) {
    if (event.phase().equals(REPLAY)) {
      CurrentEvent.time()
          .ifPresent(
              at ->
                  replays.replayed(
                      event.restoreId(), event.sourceServerId(), event.bytesDone(), at));
    }
  }
}

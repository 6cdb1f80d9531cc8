package dev.meridian.backup.messaging;

import dev.meridian.backup.replay.LearnReplayRates;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.messaging.inbox.CurrentEvent;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What restores, those of drills included, tell about how long the next one takes. */
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
    to.on(
            RestoreProgressed.class,
            event ->
                progressed(
                    event.phase(),
                    event.restoreId(),
                    event.sourceServerId(),
                    event.bytesDone(),
                    event.bytesTotal()))
        .on(
            RestoreDrillProgressed.class,
            event ->
                progressed(
                    event.phase(),
                    event.drillId(),
                    event.serverId(),
                    event.bytesDone(),
                    event.bytesTotal()));
  }

  /**
   * When the phase begins, nothing is counted yet, and much may be replayed: while large files were
   * still fetched.
   */
  private void progressed(
      String phase, UUID restoreOrDrill, UUID sourceServerId, long bytesDone, long bytesTotal) {
    if (phase.equals(REPLAY) && bytesTotal > 0) {
      CurrentEvent.time()
          .ifPresent(at -> replays.replayed(restoreOrDrill, sourceServerId, bytesDone, at));
    }
  }
}

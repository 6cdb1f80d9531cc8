package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances share the servers out. */
class SharedOutIT {

  private static final Duration MISSED_AFTER = Duration.ofSeconds(30);

  @TempDir Path home;

  @Test
  void anInstanceThatEndsGivesItsServersToTheOthersAndDoesNotWaitToBeMissed() {
    String missedAfter = "--meridian.backup-service.ownership.session-timeout=" + MISSED_AFTER;
    try (Deployment stays = new Deployment(home);
        Deployment ends = stays.another("two")) {
      stays.start(missedAfter);
      await().atMost(SOON).until(() -> shares(stays) > 0);
      int all = shares(stays);
      ends.start(missedAfter);
      await().atMost(SOON).until(() -> shares(ends) > 0 && shares(stays) + shares(ends) == all);

      ends.close();

      // The broker last heard of it a heartbeat ago, a seventh of that time.
      await().atMost(MISSED_AFTER.multipliedBy(2).dividedBy(3)).until(() -> shares(stays) == all);
    }
  }

  private static int shares(Deployment instance) {
    return instance.json("/actuator/health").at("/components/ownership/details/shares").size();
  }
}

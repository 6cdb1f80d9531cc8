package dev.meridian.backup.archive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks again and again whether the regions' repositories are where they were. */
@Component
class WatchRepositories {

  private static final Logger log = LoggerFactory.getLogger(WatchRepositories.class);

  private final Archives archives;
  private final Map<String, Thread> looking = new ConcurrentHashMap<>();

  WatchRepositories(Archives archives) {
    this.archives = archives;
  }

  /** A region that doesn't answer keeps no other waiting. */
  @Scheduled(fixedDelay = 5_000)
  void look() {
    for (String region : archives.regions()) {
      Thread worker =
          Thread.ofVirtual()
              .name("watch-" + region)
              .unstarted(
                  () -> {
                    try {
                      look(region);
                    } finally {
                      looking.remove(region);
                    }
                  });
      if (looking.putIfAbsent(region, worker) == null) {
        worker.start();
      }
    }
  }

  private void look(String region) {
    try {
      archives.look(region);
    } catch (UnexpectedRepository e) {
      log.debug("Region {} waits for its repository", region, e);
    } catch (RuntimeException e) {
      log.debug("Cannot look at the repository of region {}; trying again", region, e);
    }
  }
}

package dev.meridian.backup.copy;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Has the other instances know how far the copies are behind that this one takes care of. */
@Component
class KeepLags {

  private static final Logger log = LoggerFactory.getLogger(KeepLags.class);

  private final CopyArchives copies;
  private final KeptLags kept;
  private final Clock clock;

  KeepLags(CopyArchives copies, KeptLags kept, Clock clock) {
    this.copies = copies;
    this.kept = kept;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${meridian.backup-service.copies.lag-kept-every:5s}")
  void keep() {
    try {
      kept.keep(copies.lags(), clock.instant());
    } catch (RuntimeException e) {
      log.warn("Cannot keep how far copies are behind; trying again: {}", e.getMessage());
    }
  }
}

package dev.meridian.backup.copy;

import dev.meridian.backup.metrics.ServerGauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How far the copies in the paired regions are behind: {@code meridian.copy.*}, by server. */
@Component
class CopyMetrics {

  private final CopyArchives copies;
  private final Clock clock;
  private final ServerGauge bytes;
  private final ServerGauge age;
  private final ServerGauge logAge;

  CopyMetrics(CopyArchives copies, MeterRegistry metrics, Clock clock) {
    this.copies = copies;
    this.clock = clock;
    this.bytes =
        new ServerGauge(
            metrics,
            "meridian.copy.lag",
            "bytes",
            "Bytes of the archive that the paired region hasn't");
    this.age =
        new ServerGauge(
            metrics,
            "meridian.copy.age",
            "seconds",
            "Age of the oldest change that the paired region may not have");
    this.logAge =
        new ServerGauge(
            metrics,
            "meridian.copy.log.age",
            "seconds",
            "Age of the oldest log that the paired region may not have");
  }

  @Scheduled(fixedDelay = 1_000)
  void measure() {
    Map<UUID, CopyLag> lags = copies.lags();
    Instant now = clock.instant();
    bytes.show(lags, CopyLag::bytes);
    age.show(lags, lag -> lag.age(now).toMillis() / 1000.0);
    logAge.show(lags, lag -> lag.logAge(now).toMillis() / 1000.0);
  }
}

package dev.meridian.backup.copy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How far the copies in the paired regions are behind: {@code meridian.copy.*}, by server. */
@Component
class CopyMetrics {

  private final CopyArchives copies;
  private final Clock clock;
  private final MultiGauge bytes;
  private final MultiGauge age;

  CopyMetrics(CopyArchives copies, MeterRegistry metrics, Clock clock) {
    this.copies = copies;
    this.clock = clock;
    this.bytes =
        MultiGauge.builder("meridian.copy.lag")
            .description("Bytes of the archive that the paired region hasn't")
            .baseUnit("bytes")
            .register(metrics);
    this.age =
        MultiGauge.builder("meridian.copy.age")
            .description("Age of the oldest change that the paired region may not have")
            .baseUnit("seconds")
            .register(metrics);
  }

  @Scheduled(fixedDelay = 1_000)
  void measure() {
    Map<UUID, CopyLag> lags = copies.lags();
    Instant now = clock.instant();
    measure(bytes, lags, CopyLag::bytes);
    measure(age, lags, lag -> lag.age(now).toMillis() / 1000.0);
  }

  private static void measure(
      MultiGauge gauge, Map<UUID, CopyLag> lags, ToDoubleFunction<CopyLag> figure) {
    gauge.register(
        lags.entrySet().stream()
            .map(
                each ->
                    Row.of(
                        Tags.of("server", each.getKey().toString()),
                        figure.applyAsDouble(each.getValue())))
            .toList(),
        true);
  }
}

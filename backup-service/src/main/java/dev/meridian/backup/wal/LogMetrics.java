package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Figures of every server's log: {@code meridian.wal.*}, by server. */
@Component
class LogMetrics {

  private final WalReceivers receivers;
  private final Clock clock;
  private final MultiGauge received;
  private final MultiGauge lag;
  private final MultiGauge flushed;

  LogMetrics(WalReceivers receivers, MeterRegistry metrics, Clock clock) {
    this.receivers = receivers;
    this.clock = clock;
    this.received =
        MultiGauge.builder("meridian.wal.received")
            .description("Bytes of log received since this service started")
            .baseUnit("bytes")
            .register(metrics);
    this.lag =
        MultiGauge.builder("meridian.wal.lag")
            .description("Bytes of log that the server has and the repository hasn't")
            .baseUnit("bytes")
            .register(metrics);
    this.flushed =
        MultiGauge.builder("meridian.wal.flushed.age")
            .description("Time since the archive last grew")
            .baseUnit("seconds")
            .register(metrics);
  }

  @Scheduled(fixedDelay = 5_000)
  void measure() {
    Map<ProtectedServer, LogStatus> all = receivers.all();
    measure(received, all, LogStatus::receivedBytes);
    measure(lag, all, LogStatus::lagBytes);
    measure(flushed, all, this::age);
  }

  private double age(LogStatus status) {
    return status.lastFlush() == null
        ? Double.NaN
        : Duration.between(status.lastFlush(), clock.instant()).toMillis() / 1000.0;
  }

  private static void measure(
      MultiGauge gauge, Map<ProtectedServer, LogStatus> all, ToDoubleFunction<LogStatus> figure) {
    gauge.register(
        all.entrySet().stream()
            .map(
                each ->
                    Row.of(
                        Tags.of("server", each.getKey().id().toString()),
                        figure.applyAsDouble(each.getValue())))
            .toList(),
        true);
  }
}

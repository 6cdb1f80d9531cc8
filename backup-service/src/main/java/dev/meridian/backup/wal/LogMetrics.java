package dev.meridian.backup.wal;

import dev.meridian.backup.metrics.ServerGauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Figures of every server's log: {@code meridian.wal.*}, by server. */
@Component
class LogMetrics {

  private final WalReceivers receivers;
  private final Clock clock;
  private final ServerGauge received;
  private final ServerGauge lag;
  private final ServerGauge flushed;

  LogMetrics(WalReceivers receivers, MeterRegistry metrics, Clock clock) {
    this.receivers = receivers;
    this.clock = clock;
    this.received =
        new ServerGauge(
            metrics,
            "meridian.wal.received",
            "bytes",
            "Bytes of log received since this service started");
    this.lag =
        new ServerGauge(
            metrics,
            "meridian.wal.lag",
            "bytes",
            "Bytes of log that the server has and the repository hasn't");
    this.flushed =
        new ServerGauge(
            metrics, "meridian.wal.flushed.age", "seconds", "Time since the archive last grew");
  }

  @Scheduled(fixedDelay = 5_000)
  void measure() {
    Map<UUID, LogStatus> all =
        receivers.all().entrySet().stream()
            .collect(Collectors.toMap(each -> each.getKey().id(), Map.Entry::getValue));
    received.show(all, LogStatus::receivedBytes);
    lag.show(all, LogStatus::lagBytes);
    flushed.show(all, this::age);
  }

  private double age(LogStatus status) {
    return status.lastFlush() == null
        ? Double.NaN
        : Duration.between(status.lastFlush(), clock.instant()).toMillis() / 1000.0;
  }
}

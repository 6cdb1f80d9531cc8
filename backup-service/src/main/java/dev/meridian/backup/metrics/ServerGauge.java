package dev.meridian.backup.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/** One figure of every server that this instance takes care of; tagged {@code server}, its id. */
public final class ServerGauge {

  private final MultiGauge gauge;

  /** Registers it, without servers. */
  public ServerGauge(MeterRegistry metrics, String name, String unit, String description) {
    this.gauge = MultiGauge.builder(name).description(description).baseUnit(unit).register(metrics);
  }

  /** Shows these servers, and no others any more. */
  public <T> void show(Map<UUID, T> servers, ToDoubleFunction<T> figure) {
    gauge.register(
        servers.entrySet().stream()
            .map(
                each ->
                    Row.of(
                        Tags.of("server", each.getKey().toString()),
                        figure.applyAsDouble(each.getValue())))
            .toList(),
        true);
  }
}

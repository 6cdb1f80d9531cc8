package dev.meridian.backup.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How many bytes of log servers replay in a second.
 *
 * @param measured those of servers that were restored, each the last one
 * @param otherwise that of all others
 */
public record ReplayRates(Map<UUID, Long> measured, long otherwise) {

  /** That of one server. */
  public long of(UUID serverId) {
    return measured.getOrDefault(serverId, otherwise);
  }

  /**
   * What restores tell: a server that was never restored replays as fast as the median of those
   * that were.
   *
   * @param newestFirst what was measured
   * @param assumed the rate if nothing was
   */
  static ReplayRates of(List<ReplayMeasurement> newestFirst, long assumed) {
    Map<UUID, Long> measured = new HashMap<>();
    for (ReplayMeasurement each : newestFirst) {
      each.rate().ifPresent(rate -> measured.putIfAbsent(each.serverId(), rate));
    }
    List<Long> sorted = measured.values().stream().sorted().toList();
    return new ReplayRates(
        Map.copyOf(measured), sorted.isEmpty() ? assumed : sorted.get((sorted.size() - 1) / 2));
  }
}

package dev.meridian.backup.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How many bytes of log servers replay in a second.
 *
 * @param measured those of servers that were restored or drilled, each the last one
 * @param otherwise that of all others
 */
public record ReplayRates(Map<UUID, Long> measured, long otherwise) {

  /** That of one server. */
  public long of(UUID serverId) {
    return measured.getOrDefault(serverId, otherwise);
  }

  /**
   * What restores and drills tell: a server that had neither replays as fast as the median of those
   * that had.
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

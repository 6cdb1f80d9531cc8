package dev.meridian.backup.ownership;

import java.util.Set;
import java.util.UUID;

/**
 * Some of the equal parts into which all servers are divided.
 *
 * @param held the numbers of the parts, from 0
 * @param count how many parts there are
 */
public record Shares(Set<Integer> held, int count) {

  /** Whether a server belongs to one of them. */
  public boolean have(UUID serverId) {
    return held.contains(of(serverId, count));
  }

  /** The part that a server belongs to, the same for every instance. */
  static int of(UUID serverId, int count) {
    long bits = serverId.getMostSignificantBits() ^ serverId.getLeastSignificantBits();
    return Math.floorMod(Long.hashCode(bits), count);
  }
}

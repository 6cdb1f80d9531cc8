package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;
import java.util.Optional;

/**
 * A physical replication slot as the server describes it.
 *
 * @param name its name
 * @param restart the oldest position whose log the server keeps for it, and the timeline there;
 *     empty when it keeps none
 */
public record ReplicationSlot(String name, Optional<Position> restart) {

  /**
   * A place in the log of one timeline.
   *
   * @param lsn the position
   * @param timeline the timeline's id
   */
  public record Position(Lsn lsn, int timeline) {}

  /**
   * Whether the server gave up keeping log for it: {@code max_slot_wal_keep_size} was exceeded. A
   * slot that reserved its log when it was made, as {@link
   * ReplicationConnection#createPhysicalSlot} does, has no position only then.
   */
  public boolean isLost() {
    return restart.isEmpty();
  }
}

package dev.meridian.backup.copy;

import dev.meridian.backup.protection.Protection;
import dev.meridian.repository.ServerArchive;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import org.springframework.stereotype.Component;

/**
 * Heals archives from their copies, and copies from their archives, as long as there are to be
 * both: what was removed meanwhile stays away.
 */
@Component
public class Healing {

  private final Protection protection;
  private final CopyTurns turns;

  Healing(Protection protection, CopyTurns turns) {
    this.protection = protection;
    this.turns = turns;
  }

  /**
   * Puts an object into the one from the other, as {@link ServerArchive#heal} does.
   *
   * @return whether it did
   */
  public boolean heal(UUID serverId, ServerArchive one, String name, ServerArchive other) {
    Lock turn = turns.of(serverId);
    turn.lock();
    try {
      return protection.isGeographicallyRedundant(serverId) && one.heal(name, other);
    } finally {
      turn.unlock();
    }
  }
}

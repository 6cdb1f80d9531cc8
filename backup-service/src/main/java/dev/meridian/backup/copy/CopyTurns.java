package dev.meridian.backup.copy;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Whose turn it is at the backups in a server's copy, or at removing or healing the archive. While
 * manifests are copied, nothing there may expire: as long as its manifest isn't there, nothing
 * tells that a backup's packs are wanted. While an archive or its copy is removed, nothing may be
 * brought back from the other.
 *
 * <p>Within this instance only. Should another one think that it owns the server, too, what it has
 * taken is copied again when the copy is listed next.
 */
@Component
public final class CopyTurns {

  private final Map<UUID, Lock> turns = new ConcurrentHashMap<>();

  /**
   * The lock of one server's archive and its copy, given to those first who wait longest; it may be
   * held for as long as much is brought from one region to the other.
   */
  public Lock of(UUID serverId) {
    return turns.computeIfAbsent(serverId, id -> new ReentrantLock(true));
  }
}

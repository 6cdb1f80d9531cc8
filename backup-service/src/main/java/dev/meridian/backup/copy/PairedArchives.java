package dev.meridian.backup.copy;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.repository.store.Store;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Where archives and their copies lie, which copies are wanted, and who is told of them. */
interface PairedArchives {

  /** The region that a server's archive is copied to if that is wanted; empty if there is none. */
  Optional<String> pairedWith(ProtectedServer server);

  /** The store of a region. */
  Store store(String region);

  /** Whether a server shall have a copy, as of now. */
  boolean isWanted(ProtectedServer server);

  /** These backups are complete in the copy; may be said again. */
  void copied(ProtectedServer server, Set<UUID> backups, String paired);

  /**
   * Removes a server's copy, if there is one, unless it is wanted by now; nobody copies meanwhile.
   *
   * @throws CopyNeeded when it has what the archive has lost, and that can't be brought back
   */
  void withdraw(ProtectedServer server, String paired);
}

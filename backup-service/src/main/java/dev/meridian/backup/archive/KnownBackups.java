package dev.meridian.backup.archive;

import java.util.UUID;

/** What is known of the archives without looking into them. */
@FunctionalInterface
public interface KnownBackups {

  /** Whether a server has a backup, wherever that lies. */
  boolean hasAny(UUID serverId);
}

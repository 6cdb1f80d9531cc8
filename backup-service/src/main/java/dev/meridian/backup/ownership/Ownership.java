package dev.meridian.backup.ownership;

import java.util.UUID;

/**
 * Which servers this instance of the service takes care of. All that is done for one server, and
 * not for a request, is done by its owner only.
 *
 * <p>Two instances may both think for a moment that they own a server. That costs work twice and
 * nothing else: PostgreSQL gives a slot to one of them at a time, the WAL archive stands two
 * writers, and a backup can be completed only by the instance that its record names.
 */
public interface Ownership {

  /** Whether this instance takes care of a server; costs nothing. */
  boolean owns(UUID serverId);

  /** Names this instance from its start to its end, and no other one ever. */
  UUID instance();
}

package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;

/**
 * Which database cluster this is and where it stands.
 *
 * @param systemId given by {@code initdb}; an unsigned 64-bit number in decimal
 * @param timeline the timeline it writes, or replays on a standby
 * @param flushed up to where its log is on its disk
 */
public record SystemIdentity(String systemId, int timeline, Lsn flushed) {}

package dev.meridian.postgres.replication;

import java.util.Optional;

/**
 * One tablespace of the cluster under backup; each gets one archive.
 *
 * @param oid its object id; empty for the data directory itself
 * @param location the absolute path on the server; empty for the data directory itself
 * @param estimatedBytes the size of its files before the backup began
 */
public record BackupTablespace(
    Optional<Integer> oid, Optional<String> location, long estimatedBytes) {}

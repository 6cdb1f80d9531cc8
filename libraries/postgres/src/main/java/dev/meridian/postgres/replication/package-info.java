/**
 * Speaks PostgreSQL's streaming replication protocol: slots, the write-ahead log as it is written,
 * base backups.
 */
@NullMarked
package dev.meridian.postgres.replication;

import org.jspecify.annotations.NullMarked;

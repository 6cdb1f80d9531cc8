/**
 * PostgreSQL as seen from outside: log positions, timelines, WAL records, the replication protocol.
 */
@NullMarked
package dev.meridian.postgres;

import org.jspecify.annotations.NullMarked;

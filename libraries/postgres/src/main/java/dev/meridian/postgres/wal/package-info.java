/**
 * Reads the write-ahead log: pages, records, their checksums, and the transaction ends among them.
 */
@NullMarked
package dev.meridian.postgres.wal;

import org.jspecify.annotations.NullMarked;

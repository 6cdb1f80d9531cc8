/** Measures how backup-service receives the write-ahead log, beside pg_receivewal. */
@NullMarked
package dev.meridian.benchmarks.store;

import org.jspecify.annotations.NullMarked;

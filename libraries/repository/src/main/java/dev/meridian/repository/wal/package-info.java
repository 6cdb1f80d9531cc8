/**
 * The archive of a server's write-ahead log: appending, merging, reading, finding a target in it.
 */
@NullMarked
package dev.meridian.repository.wal;

import org.jspecify.annotations.NullMarked;

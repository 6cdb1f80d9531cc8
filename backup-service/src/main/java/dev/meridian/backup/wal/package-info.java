/** The write-ahead log: received from every server all the time, and made safe in its archive. */
@NullMarked
package dev.meridian.backup.wal;

import org.jspecify.annotations.NullMarked;

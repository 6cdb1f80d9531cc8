/** Base backups: when one is due, how it is taken, and what became of it. */
@NullMarked
package dev.meridian.backup.basebackup;

import org.jspecify.annotations.NullMarked;

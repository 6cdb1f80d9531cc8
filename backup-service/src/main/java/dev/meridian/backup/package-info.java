/** Recoverability: WAL, base backups, their expiry, and what can be restored. */
@NullMarked
package dev.meridian.backup;

import org.jspecify.annotations.NullMarked;

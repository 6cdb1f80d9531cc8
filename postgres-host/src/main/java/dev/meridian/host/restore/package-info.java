/** Makes servers out of backups and the log after them, phase by phase. */
@NullMarked
package dev.meridian.host.restore;

import org.jspecify.annotations.NullMarked;

/** What can be restored: from when, up to when, and which spans in between can't. */
@NullMarked
package dev.meridian.backup.window;

import org.jspecify.annotations.NullMarked;

/** Keeps servers running, and does the work that is recorded for them, one piece at a time. */
@NullMarked
package dev.meridian.host.supervise;

import org.jspecify.annotations.NullMarked;

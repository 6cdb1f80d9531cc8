/** Turns a target into a plan: which backup, which log after it, and where to stop. */
@NullMarked
package dev.meridian.restore.plan;

import org.jspecify.annotations.NullMarked;

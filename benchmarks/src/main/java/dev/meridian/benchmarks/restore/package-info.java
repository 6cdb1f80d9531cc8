/** Restores beside pgBackRest's, of the same data to the same instant in one run. */
@NullMarked
package dev.meridian.benchmarks.restore;

import org.jspecify.annotations.NullMarked;

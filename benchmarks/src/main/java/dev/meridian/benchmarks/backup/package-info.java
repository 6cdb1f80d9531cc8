/** Backups beside those of the tools that people pick instead, on the same data in one run. */
@NullMarked
package dev.meridian.benchmarks.backup;

import org.jspecify.annotations.NullMarked;

/** What is done to every byte, measured by itself with JMH. */
@NullMarked
package dev.meridian.benchmarks.loops;

import org.jspecify.annotations.NullMarked;

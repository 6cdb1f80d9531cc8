/** What somebody waits for who asks a whole Meridian for something small. */
@NullMarked
package dev.meridian.benchmarks.request;

import org.jspecify.annotations.NullMarked;

/** How fast events get from one service's transaction into another's. */
@NullMarked
package dev.meridian.benchmarks.outbox.messaging;

import org.jspecify.annotations.NullMarked;

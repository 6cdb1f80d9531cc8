/** Tests of the broker in a process of its own. */
@NullMarked
package dev.meridian.kafka.runtime;

import org.jspecify.annotations.NullMarked;

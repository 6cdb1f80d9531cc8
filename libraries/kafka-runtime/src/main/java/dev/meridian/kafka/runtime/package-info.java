/** A Kafka broker on this machine, in a process of its own. */
@NullMarked
package dev.meridian.kafka.runtime;

import org.jspecify.annotations.NullMarked;

/** Shares the servers out by the assignment of a topic's partitions to the service's instances. */
@NullMarked
package dev.meridian.backup.ownership.messaging;

import org.jspecify.annotations.NullMarked;

/** The data plane of one machine: creates, restores, runs and drops servers. */
@NullMarked
package dev.meridian.host;

import org.jspecify.annotations.NullMarked;

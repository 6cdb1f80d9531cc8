/** Figures by server, for whoever watches the service. */
@NullMarked
package dev.meridian.backup.metrics;

import org.jspecify.annotations.NullMarked;

/** Says that this host is alive, and how it is. */
@NullMarked
package dev.meridian.host.report;

import org.jspecify.annotations.NullMarked;

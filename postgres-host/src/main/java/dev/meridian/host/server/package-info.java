/**
 * The servers of this host, and the work that is to be done on them, as the database holds them.
 */
@NullMarked
package dev.meridian.host.server;

import org.jspecify.annotations.NullMarked;

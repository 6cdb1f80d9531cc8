/** Servers: the list of them, and the form for a new one. */
@NullMarked
package dev.meridian.portal.server;

import org.jspecify.annotations.NullMarked;

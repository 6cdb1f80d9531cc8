/** The superuser's sessions, through a server's private socket. */
@NullMarked
package dev.meridian.host.session;

import org.jspecify.annotations.NullMarked;

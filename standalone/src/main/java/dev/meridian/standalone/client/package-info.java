/** What a user does: over the services' HTTP APIs, and as a client of a server. */
@NullMarked
package dev.meridian.standalone.client;

import org.jspecify.annotations.NullMarked;

/** Servers: their names, admin logins and life cycle. */
@NullMarked
package dev.meridian.inventory.server;

import org.jspecify.annotations.NullMarked;

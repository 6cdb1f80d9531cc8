/** Proves that a server can be restored: looks through a copy of it, and says what is wrong. */
@NullMarked
package dev.meridian.host.drill;

import org.jspecify.annotations.NullMarked;

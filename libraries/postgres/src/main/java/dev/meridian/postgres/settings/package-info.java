/** Settings that a server's users made, as they lie in a data directory. */
@NullMarked
package dev.meridian.postgres.settings;

import org.jspecify.annotations.NullMarked;

/** Owns the fleet's own keys and certificates, and the directory that they lie in. */
@NullMarked
package dev.meridian.security.fleet;

import org.jspecify.annotations.NullMarked;

/** Owns sealing: a verifier travels so that only a host can read it, and for one server only. */
@NullMarked
package dev.meridian.security.seal;

import org.jspecify.annotations.NullMarked;

/** Owns what a password must be like. */
@NullMarked
package dev.meridian.security.password;

import org.jspecify.annotations.NullMarked;

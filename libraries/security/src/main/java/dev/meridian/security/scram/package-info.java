/** Owns the SCRAM-SHA-256 verifier: what PostgreSQL keeps in place of a password. */
@NullMarked
package dev.meridian.security.scram;

import org.jspecify.annotations.NullMarked;

/** Tests of PostgreSQL on this machine. */
@NullMarked
package dev.meridian.postgres.runtime;

import org.jspecify.annotations.NullMarked;

/**
 * PostgreSQL on this machine: which ones there are, which OS user runs them, one cluster's life.
 */
@NullMarked
package dev.meridian.postgres.runtime;

import org.jspecify.annotations.NullMarked;

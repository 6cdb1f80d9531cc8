/**
 * Commands on the backup repository: what it holds, what of it would expire, and whether all of it
 * is well.
 */
@NullMarked
package dev.meridian.cli.repository;

import org.jspecify.annotations.NullMarked;

/** Decides what of a server's backups and WAL is no longer needed, before anything is deleted. */
@NullMarked
package dev.meridian.repository.expiry;

import org.jspecify.annotations.NullMarked;

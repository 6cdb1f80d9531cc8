/** Reads the files of incremental backups, which hold only the pages that changed. */
@NullMarked
package dev.meridian.postgres.incremental;

import org.jspecify.annotations.NullMarked;

/** Reads the repositories: which backups there are, and how far the log goes. */
@NullMarked
package dev.meridian.restore.archive;

import org.jspecify.annotations.NullMarked;

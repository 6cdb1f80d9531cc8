/** Puts what a server sends when it is asked for a base backup into the repository. */
@NullMarked
package dev.meridian.repository.basebackup;

import org.jspecify.annotations.NullMarked;

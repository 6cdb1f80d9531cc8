/** How long work is shared out among threads, and how it tells of its progress. */
@NullMarked
package dev.meridian.repository.work;

import org.jspecify.annotations.NullMarked;

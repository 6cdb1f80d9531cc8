/** Pages of relations, as they lie in a data directory. */
@NullMarked
package dev.meridian.postgres.page;

import org.jspecify.annotations.NullMarked;

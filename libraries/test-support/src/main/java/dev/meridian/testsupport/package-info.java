/** A real broker and a real PostgreSQL for tests, which leave no process and no file behind. */
@NullMarked
package dev.meridian.testsupport;

import org.jspecify.annotations.NullMarked;

/** Tests of the real broker and the real PostgreSQL that other tests use. */
@NullMarked
package dev.meridian.testsupport;

import org.jspecify.annotations.NullMarked;

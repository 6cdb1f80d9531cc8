/** The rules that the whole code base keeps, as tests that fail. */
@NullMarked
package dev.meridian.architecture;

import org.jspecify.annotations.NullMarked;

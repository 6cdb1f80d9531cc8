/** The page about one server, and what can be done to it there. */
@NullMarked
package dev.meridian.portal.overview;

import org.jspecify.annotations.NullMarked;

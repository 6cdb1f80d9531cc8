/** The services' HTTP APIs behind one address. */
@NullMarked
package dev.meridian.portal.api;

import org.jspecify.annotations.NullMarked;

/** Keeps other web sites out of the portal: hosts, origins, tokens and headers. */
@NullMarked
package dev.meridian.portal.guard;

import org.jspecify.annotations.NullMarked;

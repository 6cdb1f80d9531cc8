/** Keeps an open page as things are, by server-sent events. */
@NullMarked
package dev.meridian.portal.live;

import org.jspecify.annotations.NullMarked;

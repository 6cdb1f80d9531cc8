/** The page about who may connect to a server. */
@NullMarked
package dev.meridian.portal.network;

import org.jspecify.annotations.NullMarked;

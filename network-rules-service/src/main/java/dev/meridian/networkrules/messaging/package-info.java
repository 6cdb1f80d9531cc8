/** Network rules over events. */
@NullMarked
package dev.meridian.networkrules.messaging;

import org.jspecify.annotations.NullMarked;

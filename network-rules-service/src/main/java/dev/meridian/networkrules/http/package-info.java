/** Network rules over HTTP. */
@NullMarked
package dev.meridian.networkrules.http;

import org.jspecify.annotations.NullMarked;

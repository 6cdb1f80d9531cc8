/** The HTTP API of restores. */
@NullMarked
package dev.meridian.restore.http;

import org.jspecify.annotations.NullMarked;

/** Dead letters over HTTP. */
@NullMarked
package dev.meridian.messaging.deadletter.http;

import org.jspecify.annotations.NullMarked;

/** Events into verbs, and what happened into events. */
@NullMarked
package dev.meridian.restore.messaging;

import org.jspecify.annotations.NullMarked;

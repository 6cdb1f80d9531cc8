/** What restore-service knows of the servers that can be restored, from events. */
@NullMarked
package dev.meridian.restore.source;

import org.jspecify.annotations.NullMarked;

/** Which of the service's instances takes care of which server, so that each has exactly one. */
@NullMarked
package dev.meridian.backup.ownership;

import org.jspecify.annotations.NullMarked;

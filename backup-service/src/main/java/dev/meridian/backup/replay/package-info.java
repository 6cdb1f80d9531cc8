/** How fast servers replay their log, learned from restores. */
@NullMarked
package dev.meridian.backup.replay;

import org.jspecify.annotations.NullMarked;

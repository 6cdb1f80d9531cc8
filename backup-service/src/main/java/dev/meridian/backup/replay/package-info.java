/** How fast servers replay their log, learned from restores and drills. */
@NullMarked
package dev.meridian.backup.replay;

import org.jspecify.annotations.NullMarked;

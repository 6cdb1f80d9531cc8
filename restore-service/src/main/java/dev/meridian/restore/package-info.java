/** Restores: checked, planned and followed to their end. */
@NullMarked
package dev.meridian.restore;

import org.jspecify.annotations.NullMarked;

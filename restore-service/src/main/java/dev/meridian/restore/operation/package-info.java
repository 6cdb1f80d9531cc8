/** Restores: asked for, checked, planned, and followed to their end. */
@NullMarked
package dev.meridian.restore.operation;

import org.jspecify.annotations.NullMarked;

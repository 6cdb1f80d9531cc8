/** Tests of the regions that a deployment names. */
@NullMarked
package dev.meridian.regions;

import org.jspecify.annotations.NullMarked;

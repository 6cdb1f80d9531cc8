/** The pages about restores: asking for one, and following it. */
@NullMarked
package dev.meridian.portal.restore;

import org.jspecify.annotations.NullMarked;

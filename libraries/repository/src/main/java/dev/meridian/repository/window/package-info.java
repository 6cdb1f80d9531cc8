/** Which stretches of a server's life can be restored from what there is of it. */
@NullMarked
package dev.meridian.repository.window;

import org.jspecify.annotations.NullMarked;

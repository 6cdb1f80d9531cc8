/** Commands on drills: restores on trial, which prove that a server can be restored. */
@NullMarked
package dev.meridian.cli.drill;

import org.jspecify.annotations.NullMarked;

/** Commands on restores. */
@NullMarked
package dev.meridian.cli.restore;

import org.jspecify.annotations.NullMarked;

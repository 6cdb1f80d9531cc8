/** What goes wrong again and again, said once. */
@NullMarked
package dev.meridian.backup.problems;

import org.jspecify.annotations.NullMarked;

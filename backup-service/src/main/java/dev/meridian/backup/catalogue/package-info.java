/** What the repository itself says: how much it holds, whether all is well, what is in it. */
@NullMarked
package dev.meridian.backup.catalogue;

import org.jspecify.annotations.NullMarked;

/** What the repository itself says: how much it holds, and what is in it. */
@NullMarked
package dev.meridian.backup.catalogue;

import org.jspecify.annotations.NullMarked;

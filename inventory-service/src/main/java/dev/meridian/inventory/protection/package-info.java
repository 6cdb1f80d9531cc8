/** What is known of how far back servers can be restored. */
@NullMarked
package dev.meridian.inventory.protection;

import org.jspecify.annotations.NullMarked;

/** Geographic redundancy: the archives of servers that want it lie in the paired region too. */
@NullMarked
package dev.meridian.backup.copy;

import org.jspecify.annotations.NullMarked;

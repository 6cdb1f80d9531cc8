/** Commands on backups and on what can be restored. */
@NullMarked
package dev.meridian.cli.backup;

import org.jspecify.annotations.NullMarked;

/** Tests of where backups lie. */
@NullMarked
package dev.meridian.backup.archive;

import org.jspecify.annotations.NullMarked;

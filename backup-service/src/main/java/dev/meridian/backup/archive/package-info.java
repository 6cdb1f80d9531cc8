/** Where backups lie: the regions' repositories, and what they hold of each server. */
@NullMarked
package dev.meridian.backup.archive;

import org.jspecify.annotations.NullMarked;

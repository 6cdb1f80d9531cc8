/** What backup-service knows about a server: its backups and its restore window. */
@NullMarked
package dev.meridian.portal.protection;

import org.jspecify.annotations.NullMarked;

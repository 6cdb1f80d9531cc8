/** The HTTP API: backups and restore windows. */
@NullMarked
package dev.meridian.backup.http;

import org.jspecify.annotations.NullMarked;

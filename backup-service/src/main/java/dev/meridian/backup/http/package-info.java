/** The HTTP API: backups, restore windows, and what the repository holds. */
@NullMarked
package dev.meridian.backup.http;

import org.jspecify.annotations.NullMarked;

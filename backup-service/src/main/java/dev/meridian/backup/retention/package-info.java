/** Expiry: what no promised instant needs any more goes, and nothing else. */
@NullMarked
package dev.meridian.backup.retention;

import org.jspecify.annotations.NullMarked;

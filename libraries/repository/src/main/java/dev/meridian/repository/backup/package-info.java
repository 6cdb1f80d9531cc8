/**
 * Writes base backups into the repository as packs and a manifest, and restores them from there.
 */
@NullMarked
package dev.meridian.repository.backup;

import org.jspecify.annotations.NullMarked;

/**
 * Seals content into objects, compressed, encrypted and authenticated in chunks, and opens them
 * again.
 */
@NullMarked
package dev.meridian.repository.sealing;

import org.jspecify.annotations.NullMarked;

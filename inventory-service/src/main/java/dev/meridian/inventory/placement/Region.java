package dev.meridian.inventory.placement;

import org.jspecify.annotations.Nullable;

/**
 * A place with hosts and a backup repository of its own.
 *
 * @param pairedWith the region that geographically redundant backups are copied to, if there is one
 */
record Region(String name, @Nullable String pairedWith) {

  boolean isPaired() {
    return pairedWith != null && !pairedWith.isBlank();
  }
}

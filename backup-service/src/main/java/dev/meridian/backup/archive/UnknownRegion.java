package dev.meridian.backup.archive;

import java.util.Collection;

/** A region that isn't one of {@code meridian.regions}. */
final class UnknownRegion extends RuntimeException {

  UnknownRegion(String name, Collection<String> known) {
    super("There is no region %s in meridian.regions, only %s".formatted(name, known));
  }
}

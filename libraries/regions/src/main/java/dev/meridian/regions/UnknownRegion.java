package dev.meridian.regions;

import java.util.Collection;

/** A region that isn't one of {@code meridian.regions}. */
public final class UnknownRegion extends RuntimeException {

  UnknownRegion(String name, Collection<String> known) {
    super("There is no region %s in meridian.regions, only %s".formatted(name, known));
  }
}

package dev.meridian.repository.backup;

import java.util.ArrayList;
import java.util.List;

/** Extents in the order of what they hold; those that follow each other become one. */
final class ExtentList {

  private final List<Extent> extents = new ArrayList<>();

  void add(Extent next) {
    if (!extents.isEmpty()) {
      Extent last = extents.getLast();
      if (last.pack() == next.pack() && last.offset() + last.length() == next.offset()) {
        extents.removeLast();
        extents.add(new Extent(last.pack(), last.offset(), last.length() + next.length()));
        return;
      }
    }
    extents.add(next);
  }

  List<Extent> toList() {
    return List.copyOf(extents);
  }
}

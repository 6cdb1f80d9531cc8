package dev.meridian.repository.backup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes on the parts of a few files in turn, so that threads that take them one after the other
 * write to different files: to one file, only one can write at a time.
 */
final class TakingTurns<T> {

  /** More would cost memory for the lists of their parts. */
  private static final int MOST_FILES = 4;

  private final Consumer<T> parts;
  private final int files = Math.min(Runtime.getRuntime().availableProcessors(), MOST_FILES);
  private final Deque<Iterator<T>> open = new ArrayDeque<>();

  TakingTurns(Consumer<T> parts) {
    this.parts = parts;
  }

  void add(List<T> partsOfAFile) {
    open.addLast(partsOfAFile.iterator());
    while (open.size() >= files) {
      passOn();
    }
  }

  void flush() {
    while (!open.isEmpty()) {
      passOn();
    }
  }

  private void passOn() {
    Iterator<T> file = open.removeFirst();
    parts.accept(file.next());
    if (file.hasNext()) {
      open.addLast(file);
    }
  }
}

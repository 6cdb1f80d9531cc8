package dev.meridian.backup.verification;

import dev.meridian.repository.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects that are read next.
 *
 * @param upTo the last of them; null when all have been read, so that the next sample begins anew
 */
record Sample(List<StoredObject> objects, @Nullable String upTo) {

  /**
   * As many objects by their names as {@code budget} bytes have room for, and at least one.
   *
   * @param after where the sample before ended; null to begin with the first
   */
  static Sample after(@Nullable String after, List<StoredObject> all, long budget) {
    List<StoredObject> rest =
        all.stream()
            .filter(object -> after == null || object.name().compareTo(after) > 0)
            .sorted(Comparator.comparing(StoredObject::name))
            .toList();
    if (rest.isEmpty() && after != null) {
      return after(null, all, budget);
    }
    List<StoredObject> taken = new ArrayList<>();
    long bytes = 0;
    for (StoredObject object : rest) {
      bytes += object.size();
      if (!taken.isEmpty() && bytes > budget) {
        break;
      }
      taken.add(object);
    }
    boolean atEnd = taken.size() == rest.size();
    return new Sample(taken, atEnd ? null : taken.getLast().name());
  }

  long bytes() {
    return objects.stream().mapToLong(StoredObject::size).sum();
  }
}

package dev.meridian.repository.store;

import java.util.List;

/**
 * What lies directly under a prefix.
 *
 * @param objects the objects, by name in ascending order
 * @param folders the next parts of the names that go on after it, without {@code /}, ascending. A
 *     folder may turn out to hold nothing.
 */
public record Listing(List<StoredObject> objects, List<String> folders) {

  /** Copies both lists. */
  public Listing {
    objects = List.copyOf(objects);
    folders = List.copyOf(folders);
  }
}

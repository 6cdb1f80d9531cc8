package dev.meridian.repository.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps named, immutable objects: a folder, or an object store.
 *
 * <p><b>Names</b> are parts joined by {@code /}; a part is 1 to 200 letters, digits, {@code .},
 * {@code -}, {@code _} and does not begin with a dot. Any other name is an {@link
 * IllegalArgumentException}.
 *
 * <p><b>Atomic</b>: an object is there whole or not at all, for every reader, at every moment.
 * <b>Durable</b>: what {@link #putIfAbsent} and {@link #delete} did survives a power failure once
 * they returned. <b>Idempotent</b>: every verb may be repeated, above all after a failure whose
 * effect is unknown. <b>Consistent</b>: what was written is seen at once by everyone who reads or
 * lists after that.
 *
 * <p><b>Errors</b>: {@link MissingObject} where said below; otherwise {@link StoreUnavailable},
 * after which nothing is known about the call's effect besides that it was all or nothing for each
 * object.
 *
 * <p>Safe for use by many threads, and by many processes on the same place.
 */
public interface Store {

  /**
   * Creates the object, unless one of that name is there.
   *
   * @return true if this call created it; false if it was there already and stays as it is, in
   *     which case {@code content} may or may not have been asked. Either way it is durably there.
   */
  boolean putIfAbsent(String name, Content content);

  /**
   * The object's bytes from {@code offset} on, at most {@code length} of them, fewer where the
   * object ends. The caller closes the stream. Reading from it can fail with an {@link
   * IOException}.
   *
   * @throws MissingObject when there is no such object
   */
  InputStream read(String name, long offset, long length);

  /** The object's size in bytes; empty when there is no such object. */
  OptionalLong size(String name);

  /**
   * What lies directly under {@code folder}, which is empty (for all) or ends with {@code /}. Empty
   * lists when there is nothing.
   */
  Listing list(String folder);

  /**
   * Deletes these objects, in no particular order; those that are not there count as deleted. When
   * it fails, some may be gone. When it has returned, none comes back.
   */
  void delete(Collection<String> names);

  /**
   * Puts an object in the place of the one of that name, or where there should be one: only to heal
   * a damaged object, with the bytes that it was created with. Atomic and durable as {@link
   * #putIfAbsent}, besides here, where it is for stores that know no better.
   */
  default void replace(String name, Content content) {
    delete(List.of(name));
    putIfAbsent(name, content);
  }

  /**
   * Where one server's journals lie; empty where nothing can be overwritten: in an object store, or
   * in a store that was opened to read only.
   *
   * @param server one part of a name
   */
  default Optional<JournalFiles> journals(String server) {
    return Optional.empty();
  }

  /** As {@link #read}, into an array that is shorter than {@code length} where the object ends. */
  default byte[] readBytes(String name, long offset, int length) {
    try (InputStream in = read(name, offset, length)) {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new StoreUnavailable("Could not read " + name, e);
    }
  }

  /** All objects under {@code folder}, however deep. */
  default List<StoredObject> listAll(String folder) {
    Listing here = list(folder);
    List<StoredObject> all = new ArrayList<>(here.objects());
    here.folders().forEach(child -> all.addAll(listAll(folder + child + "/")));
    return all;
  }

  /**
   * All objects under {@code folder}, however deep, whose names come after {@code after}, which
   * need not be a name. What comes before it costs little or nothing.
   */
  default List<StoredObject> listAfter(String folder, String after) {
    Listing here = list(folder);
    List<StoredObject> all = new ArrayList<>();
    here.objects().stream().filter(each -> each.name().compareTo(after) > 0).forEach(all::add);
    here.folders().stream()
        .map(child -> folder + child + "/")
        .filter(child -> child.compareTo(after) > 0 || after.startsWith(child))
        .forEach(child -> all.addAll(listAfter(child, after)));
    return all;
  }
}

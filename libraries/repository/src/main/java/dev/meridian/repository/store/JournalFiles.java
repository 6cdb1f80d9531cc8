package dev.meridian.repository.store;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Files of one server beside a store's objects, never listed among them: made whole like an object,
 * then overwritten in place. Errors are as {@link Store} says. Safe for use by many threads and
 * processes; a file is written by one at a time.
 */
public interface JournalFiles {

  /** The names of those there are, in ascending order; each is one part of an object's name. */
  List<String> names();

  /** Makes a file, atomically and durably. Its name must be new. */
  void create(String name, Content content);

  /**
   * All bytes of a file; while another writes it, a mixture of old and new.
   *
   * @throws MissingObject when there is no such file
   */
  byte[] read(String name);

  /**
   * Opens a file to overwrite parts of it.
   *
   * @throws MissingObject when there is no such file
   */
  JournalFile open(String name);

  /** Deletes a file, durably, and the folder if it was the last; one that isn't there counts. */
  void delete(String name);

  /** A file that is open; by one thread at a time. */
  interface JournalFile extends AutoCloseable {

    /**
     * Overwrites bytes, from {@code at} on; durable once it has returned. After a failure nothing
     * is known of these bytes.
     */
    void write(long at, ByteBuffer bytes);

    @Override
    void close();
  }
}

package dev.meridian.repository.backup;

import java.util.List;

/**
 * A pack of a backup.
 *
 * @param number from 0
 * @param size bytes of content
 * @param stored bytes of the object
 * @param chunks stored bytes of each chunk, with everything around it
 */
public record Pack(int number, long size, long stored, List<Integer> chunks) {

  /** Copies the list. */
  public Pack {
    chunks = List.copyOf(chunks);
  }
}

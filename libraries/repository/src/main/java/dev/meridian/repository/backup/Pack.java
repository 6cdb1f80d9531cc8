package dev.meridian.repository.backup;

import java.util.List;
import java.util.UUID;

/**
 * A pack that a backup consists of, its own or another backup's.
 *
 * @param number from 0, which the backup's extents know it by
 * @param of the backup that it was written for
 * @param numberThere its number in that backup
 * @param size bytes of content
 * @param stored bytes of the object
 * @param chunks stored bytes of each chunk, with everything around it
 */
public record Pack(
    int number, UUID of, int numberThere, long size, long stored, List<Integer> chunks) {

  /** Copies the list. */
  public Pack {
    chunks = ChunkLengths.copyOf(chunks);
  }

  /** The same pack under another number. */
  Pack numbered(int other) {
    return new Pack(other, of, numberThere, size, stored, chunks);
  }
}

package dev.meridian.repository.backup;

import java.util.List;

/**
 * A file in a backup.
 *
 * @param header what it was
 * @param sha256 of its content, in lower-case hexadecimal
 * @param extents where its content lies, in order; their lengths add up to its size
 */
public record BackedUpFile(FileHeader header, String sha256, List<Extent> extents) {

  /** Copies the list. */
  public BackedUpFile {
    extents = List.copyOf(extents);
  }
}

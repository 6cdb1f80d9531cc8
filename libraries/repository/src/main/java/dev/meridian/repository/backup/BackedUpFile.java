package dev.meridian.repository.backup;

import java.util.List;
import java.util.Optional;

/**
 * A file in a backup.
 *
 * @param header what it was
 * @param checksum of its content; empty for one that was stitched together from kept and new pages
 * @param extents where its content lies, in order; their lengths add up to its size
 * @param pageDigests where the digests of its pages lie, by which the next backup finds out what
 *     changed; empty if there are none
 */
public record BackedUpFile(
    FileHeader header,
    Optional<Checksum> checksum,
    List<Extent> extents,
    List<Extent> pageDigests) {

  /** Without digests of its pages. */
  static BackedUpFile of(FileHeader header, Optional<Checksum> checksum, List<Extent> extents) {
    return new BackedUpFile(header, checksum, extents, List.of());
  }

  BackedUpFile withPageDigests(List<Extent> digests) {
    return new BackedUpFile(header, checksum, extents, digests);
  }

  /** Copies the lists. */
  public BackedUpFile {
    extents = List.copyOf(extents);
    pageDigests = List.copyOf(pageDigests);
  }
}

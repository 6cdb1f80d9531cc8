package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Sealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some of a file, or all of it, that one thread restores.
 *
 * @param number of this part in the file, from 0
 * @param offset of its first byte in the file
 * @param length in bytes
 * @param extents where its content lies
 */
record FilePart(Whole whole, int number, long offset, long length, List<Extent> extents) {

  /** A part has at least so many bytes, unless it is the last one of its file. */
  static final long BYTES = 32L << 20;

  /** A file while its parts are restored. */
  static final class Whole {

    private final BackedUpFile file;
    private final int[] checksums;
    private final long[] lengths;
    private int missing;

    private Whole(BackedUpFile file, int parts) {
      this.file = file;
      this.checksums = new int[parts];
      this.lengths = new long[parts];
      this.missing = parts;
    }

    BackedUpFile file() {
      return file;
    }

    boolean inOnePart() {
      return checksums.length == 1;
    }

    /** The checksum of all of it; empty until its last part is there. */
    synchronized Optional<Checksum> partRestored(FilePart part, int crc32c) {
      checksums[part.number()] = crc32c;
      lengths[part.number()] = part.length();
      if (--missing > 0) {
        return Optional.empty();
      }
      int crc = checksums[0];
      for (int next = 1; next < checksums.length; next++) {
        crc = Crc32cParts.combine(crc, checksums[next], lengths[next]);
      }
      return Optional.of(Checksum.crc32c(crc));
    }
  }

  /**
   * The parts of a file, in order: more than one only where their checksums make that of the file.
   * They end where chunks do, so that hardly any chunk is opened twice.
   */
  static List<FilePart> of(BackedUpFile file) {
    boolean divisible =
        file.checksum().map(sum -> sum.kind() == Checksum.Kind.CRC_32C).orElse(true);
    List<List<Extent>> split = divisible ? split(file.extents()) : List.of(file.extents());
    var whole = new Whole(file, split.size());
    List<FilePart> parts = new ArrayList<>();
    long offset = 0;
    for (List<Extent> extents : split) {
      long length = extents.stream().mapToLong(Extent::length).sum();
      parts.add(new FilePart(whole, parts.size(), offset, length, extents));
      offset += length;
    }
    return parts;
  }

  private static List<List<Extent>> split(List<Extent> extents) {
    List<List<Extent>> parts = new ArrayList<>();
    List<Extent> part = new ArrayList<>();
    long room = BYTES;
    for (Extent extent : extents) {
      long done = 0;
      while (done < extent.length()) {
        if (room <= 0) {
          parts.add(part);
          part = new ArrayList<>();
          room = BYTES;
        }
        long from = extent.offset() + done;
        long left = extent.length() - done;
        long count = left <= room ? left : Math.min(left, toEndOfChunk(from + room) - from);
        part.add(new Extent(extent.pack(), from, count));
        done += count;
        room -= count;
      }
    }
    if (!part.isEmpty() || parts.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static long toEndOfChunk(long offset) {
    return -Math.floorDiv(-offset, (long) Sealing.CHUNK_BYTES) * Sealing.CHUNK_BYTES;
  }
}

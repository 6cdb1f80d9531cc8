package dev.meridian.repository.backup;

import java.util.HexFormat;

/**
 * A checksum of a file's content.
 *
 * @param kind how it was computed
 * @param value in lower-case hexadecimal
 */
public record Checksum(Kind kind, String value) {

  static Checksum crc32c(int value) {
    return new Checksum(Kind.CRC_32C, HexFormat.of().toHexDigits(value));
  }

  /** The kinds that there are. */
  public enum Kind {
    /** For small files: equal ones are equal files. */
    SHA_256,
    /** For large ones: it finds mistakes; against malice, the chunks' tags protect. */
    CRC_32C
  }
}

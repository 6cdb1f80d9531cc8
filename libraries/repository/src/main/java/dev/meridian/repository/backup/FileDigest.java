package dev.meridian.repository.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Computes the checksum of one file after the other. */
final class FileDigest {

  private final MessageDigest sha256;
  private final CRC32C crc32c = new CRC32C();
  private Checksum.Kind kind = Checksum.Kind.SHA_256;

  FileDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK has no SHA-256", e);
    }
  }

  void begin(Checksum.Kind next) {
    kind = next;
    sha256.reset();
    crc32c.reset();
  }

  void update(byte[] bytes, int offset, int length) {
    switch (kind) {
      case SHA_256 -> sha256.update(bytes, offset, length);
      case CRC_32C -> crc32c.update(bytes, offset, length);
    }
  }

  /** The checksum of what came since {@link #begin}. */
  Checksum end() {
    return switch (kind) {
      case SHA_256 -> new Checksum(kind, HexFormat.of().formatHex(sha256.digest()));
      case CRC_32C -> Checksum.crc32c((int) crc32c.getValue());
    };
  }
}

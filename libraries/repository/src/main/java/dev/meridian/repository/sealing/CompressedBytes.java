package dev.meridian.repository.sealing;

import java.util.Arrays;

/**
 * A chunk's content, ready to be sealed in whichever object it will be part of: compressing takes
 * long and can be done before that is known.
 *
 * @param bytes compressed, or the content itself where that is not larger
 * @param length of the content
 */
@SuppressWarnings("ArrayRecordComponent")
public record CompressedBytes(byte[] bytes, int length) {

  /** The first {@code length} bytes of {@code content}, which may be used again afterwards. */
  static CompressedBytes of(byte[] content, int length, int level) {
    Compressor compressor = Compressor.take();
    try {
      int size = compressor.compress(content, length, level);
      return size < length
          ? new CompressedBytes(Arrays.copyOf(compressor.target(), size), length)
          : new CompressedBytes(Arrays.copyOf(content, length), length);
    } finally {
      compressor.giveBack();
    }
  }

  boolean isCompressed() {
    return bytes.length < length;
  }
}

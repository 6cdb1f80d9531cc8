package dev.meridian.repository.backup;

/**
 * The CRC-32C of a whole from those of its parts: that of the first is moved on by as many zeros as
 * the second is long, by the powers of a matrix over GF(2), as zlib's {@code crc32_combine} does.
 */
final class Crc32cParts {

  private static final int POLYNOMIAL = 0x82F63B78;

  private Crc32cParts() {}

  /** The checksum of {@code first} followed by {@code second}, which has so many bytes. */
  static int combine(int first, int second, long secondLength) {
    int[] power = squared(squared(squared(oneBit())));
    int crc = first;
    for (long length = secondLength; length != 0; length >>>= 1) {
      if ((length & 1) != 0) {
        crc = times(power, crc);
      }
      power = squared(power);
    }
    return crc ^ second;
  }

  /** What one zero bit does to a checksum. */
  private static int[] oneBit() {
    int[] matrix = new int[Integer.SIZE];
    matrix[0] = POLYNOMIAL;
    for (int row = 1; row < matrix.length; row++) {
      matrix[row] = 1 << (row - 1);
    }
    return matrix;
  }

  private static int[] squared(int[] matrix) {
    int[] square = new int[matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      square[row] = times(matrix, matrix[row]);
    }
    return square;
  }

  private static int times(int[] matrix, int vector) {
    int sum = 0;
    for (int row = 0, left = vector; left != 0; row++, left >>>= 1) {
      if ((left & 1) != 0) {
        sum ^= matrix[row];
      }
    }
    return sum;
  }
}

package dev.meridian.postgres;

/**
 * A position in the write-ahead log: a count of bytes since its beginning, 64 bits, unsigned.
 *
 * @param position bytes since the beginning of the log
 */
public record Lsn(long position) implements Comparable<Lsn> {

  /** No position: what PostgreSQL calls the invalid LSN. */
  public static final Lsn ZERO = new Lsn(0);

  /**
   * Reads PostgreSQL's text form, two hexadecimal halves: {@code 16/B374D848}.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash > 8 || text.length() - slash - 1 < 1 || text.length() - slash - 1 > 8) {
      throw new IllegalArgumentException("Not an LSN (expected the form 16/B374D848): " + text);
    }
    try {
      long high = Integer.toUnsignedLong(Integer.parseUnsignedInt(text, 0, slash, 16));
      long low =
          Integer.toUnsignedLong(Integer.parseUnsignedInt(text, slash + 1, text.length(), 16));
      return new Lsn(high << 32 | low);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Not an LSN (expected the form 16/B374D848): " + text, e);
    }
  }

  /** The position this many bytes further on. */
  public Lsn plus(long bytes) {
    return new Lsn(position + bytes);
  }

  /** Bytes from {@code earlier} to here; negative when {@code earlier} is in fact later. */
  public long minus(Lsn earlier) {
    return position - earlier.position;
  }

  /** Whether this position lies before {@code other}. */
  public boolean isBefore(Lsn other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  /** PostgreSQL's text form, {@code 16/B374D848}. */
  @Override
  public String toString() {
    return String.format("%X/%08X", position >>> 32, position & 0xFFFF_FFFFL);
  }
}

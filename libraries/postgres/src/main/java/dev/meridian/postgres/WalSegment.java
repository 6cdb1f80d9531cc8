package dev.meridian.postgres;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One file of the write-ahead log: a timeline and a number, counted from the log's beginning in
 * units of the segment size.
 *
 * @param timeline the timeline's id, from 1
 * @param number how many segments lie before this one
 * @param size bytes in a segment, as {@code initdb --wal-segsize} fixed it: a power of two from 1
 *     MB to 1 GB
 */
public record WalSegment(int timeline, long number, int size) {

  /** What {@code initdb} picks unless told otherwise, 16 MB. */
  public static final int DEFAULT_SIZE = 16 << 20;

  private static final int NAME_LENGTH = 24;
  private static final int SMALLEST = 1 << 20;
  private static final int LARGEST = 1 << 30;

  /**
   * @throws IllegalArgumentException when the timeline or the number is not positive or zero, or
   *     the size is none that PostgreSQL knows
   */
  public WalSegment {
    requireSize(size);
    if (timeline < 1) {
      throw new IllegalArgumentException("Timelines are counted from 1: " + timeline);
    }
    if (number < 0) {
      throw new IllegalArgumentException("Segments are counted from 0: " + number);
    }
  }

  /** The segment that holds the byte at {@code position}. */
  public static WalSegment at(int timeline, Lsn position, int size) {
    requireSize(size);
    return new WalSegment(timeline, Long.divideUnsigned(position.position(), size), size);
  }

  /**
   * Reads a file name, {@code 00000001000000A0000000FF}: timeline, high half of the position,
   * segment within it.
   *
   * @throws IllegalArgumentException when no segment of this size has that name
   */
  public static WalSegment parse(String name, int size) {
    requireSize(size);
    if (!isName(name)) {
      throw notAName(name, size, null);
    }
    long timeline = HexFormat.fromHexDigitsToLong(name, 0, 8);
    long high = HexFormat.fromHexDigitsToLong(name, 8, 16);
    long low = HexFormat.fromHexDigitsToLong(name, 16, 24);
    if (low >= perHigh(size)) {
      throw notAName(name, size, null);
    }
    try {
      return new WalSegment(Math.toIntExact(timeline), high * perHigh(size) + low, size);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw notAName(name, size, e);
    }
  }

  /** Whether this is the form of a segment's file name: 24 upper case hexadecimal digits. */
  public static boolean isName(String name) {
    return name.length() == NAME_LENGTH
        && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
  }

  /** The file's name in {@code pg_wal}. */
  public String name() {
    return String.format("%08X%08X%08X", timeline, number / perHigh(size), number % perHigh(size));
  }

  /** The position of its first byte. */
  public Lsn start() {
    return new Lsn(number * size);
  }

  /** The position after its last byte: where the next one starts. */
  public Lsn end() {
    return new Lsn((number + 1) * size);
  }

  /** Whether the byte at {@code position} lies in it. */
  public boolean contains(Lsn position) {
    return !position.isBefore(start()) && position.isBefore(end());
  }

  /** The one after it on the same timeline. */
  public WalSegment next() {
    return new WalSegment(timeline, number + 1, size);
  }

  /** The file's name. */
  @Override
  public String toString() {
    return name();
  }

  private static long perHigh(int size) {
    return (1L << 32) / size;
  }

  /**
   * Refuses sizes that PostgreSQL does not know.
   *
   * @throws IllegalArgumentException unless it is a power of two from 1 MB to 1 GB
   */
  public static void requireSize(int size) {
    if (size < SMALLEST || size > LARGEST || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(
          "Not a WAL segment size (a power of two, 1 MB to 1 GB): " + size);
    }
  }

  private static IllegalArgumentException notAName(
      String name, int size, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Not the name of a WAL segment of " + size + " bytes: " + name, cause);
  }
}

package dev.meridian.postgres.tar;

import dev.meridian.postgres.tar.TarEntry.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One header block: POSIX ustar, "pax - portable archive interchange". */
final class TarHeader {

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int SIZE = 124;
  private static final int MODIFIED = 136;
  private static final int TIME_LENGTH = 12;
  private static final int CHECKSUM = 148;
  private static final int SHORT_LENGTH = 8;
  private static final int TYPE = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;
  private static final int BASE_256 = 0x80;

  private final byte[] block;
  private final long offset;

  TarHeader(byte[] block, long offset) {
    this.block = block;
    this.offset = offset;
  }

  boolean isEmpty() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  TarEntry entry() throws CorruptTar {
    if (number(CHECKSUM, SHORT_LENGTH) != sum() || !text(MAGIC, 5).equals("ustar")) {
      throw new CorruptTar(offset, "there is no valid member header");
    }
    Type type = type();
    long size = number(SIZE, TIME_LENGTH);
    if (size < 0 || (type != Type.FILE && size != 0)) {
      throw new CorruptTar(offset, "a member has the impossible size " + size);
    }
    return new TarEntry(
        name(),
        type,
        size,
        (int) number(MODE, SHORT_LENGTH) & 07777,
        Instant.ofEpochSecond(number(MODIFIED, TIME_LENGTH)),
        type == Type.SYMLINK ? text(LINK, NAME_LENGTH) : "");
  }

  private String name() throws CorruptTar {
    String prefix = text(PREFIX, PREFIX_LENGTH);
    String name = prefix.isEmpty() ? text(NAME, NAME_LENGTH) : prefix + "/" + text(NAME, 100);
    while (name.endsWith("/")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.isEmpty()) {
      throw new CorruptTar(offset, "a member has no name");
    }
    return name;
  }

  private Type type() throws CorruptTar {
    return switch (block[TYPE]) {
      case '0', 0 -> Type.FILE;
      case '5' -> Type.DIRECTORY;
      case '2' -> Type.SYMLINK;
      default -> throw new CorruptTar(offset, "a member has the unknown type " + block[TYPE]);
    };
  }

  /** All bytes added up, the checksum itself taken for spaces. */
  private int sum() {
    int sum = 0;
    for (int i = 0; i < block.length; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + SHORT_LENGTH ? ' ' : block[i] & 0xFF;
    }
    return sum;
  }

  private String text(int at, int most) {
    int length = 0;
    while (length < most && block[at + length] != 0) {
      length++;
    }
    return new String(block, at, length, StandardCharsets.UTF_8);
  }

  /** Octal digits, or, marked by the highest bit, a number in base 256. */
  private long number(int at, int length) throws CorruptTar {
    long value = 0;
    if ((block[at] & BASE_256) != 0) {
      value = (block[at] & 0x7F) == 0 ? 0 : -1;
      for (int i = at + 1; i < at + length; i++) {
        value = value << 8 | (block[i] & 0xFF);
      }
      return value;
    }
    for (int i = at; i < at + length; i++) {
      if (block[i] >= '0' && block[i] <= '7') {
        value = value << 3 | (block[i] - '0');
      } else if (block[i] != ' ' && block[i] != 0) {
        throw new CorruptTar(offset, "a member's header holds a number that is none");
      }
    }
    return value;
  }
}

package dev.meridian.repository.sealing;

import java.nio.charset.StandardCharsets;

/** What a sealed object holds: the first four bytes of its preamble, and the version after them. */
public enum ObjectKind {
  PACK("MPCK", 2),
  MANIFEST("MMAN", 1),
  WAL("MWAL", 1),
  TIMELINE_HISTORY("MHIS", 1),
  POSTGRES_MANIFEST("MPGM", 1),
  CLAIM("MBAS", 1),
  RESTORE_POINT("MPNT", 1),
  /** Of a commit journal's file, which is sealed like an object and is none. */
  JOURNAL("MJRN", 1);

  private final byte[] magic;
  private final byte version;

  ObjectKind(String magic, int version) {
    this.magic = magic.getBytes(StandardCharsets.US_ASCII);
    this.version = (byte) version;
  }

  byte[] magic() {
    return magic.clone();
  }

  /** What is written; those from 1 on are read. */
  byte version() {
    return version;
  }
}

package dev.meridian.repository.sealing;

import java.nio.charset.StandardCharsets;

/** What a sealed object holds: the first four bytes of its preamble. */
public enum ObjectKind {
  PACK("MPCK"),
  MANIFEST("MMAN"),
  WAL("MWAL"),
  TIMELINE_HISTORY("MHIS"),
  POSTGRES_MANIFEST("MPGM"),
  CLAIM("MBAS"),
  RESTORE_POINT("MPNT"),
  /** Of a commit journal's file, which is sealed like an object and is none. */
  JOURNAL("MJRN");

  private final byte[] magic;

  ObjectKind(String magic) {
    this.magic = magic.getBytes(StandardCharsets.US_ASCII);
  }

  byte[] magic() {
    return magic.clone();
  }
}

package dev.meridian.postgres.wal;

import dev.meridian.postgres.Lsn;

/**
 * Bytes that cannot be write-ahead log of an intact server. What lies before {@link
 * WalReader#endOfLastRecord()} is good; from {@link #at()} on nothing may be relied on.
 */
public final class CorruptWal extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Fault {
    /** A page does not begin with a header that belongs there. */
    PAGE_HEADER,
    /** A record is said to continue where none does, or the other way round. */
    CONTINUATION,
    /** A record's header is impossible or does not point back to the record before it. */
    RECORD_HEADER,
    /** A record's bytes do not have the checksum that its header gives. */
    CHECKSUM,
    /** A record has the right checksum and contents that make no sense. */
    RECORD_CONTENTS,
    /** Bytes that must be zero are not. */
    NOT_ZERO
  }

  private final Fault fault;
  private final long position;

  CorruptWal(Fault fault, long position, String what) {
    super("Corrupt WAL at " + new Lsn(position) + ": " + what);
    this.fault = fault;
    this.position = position;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** The page or the record that is wrong. */
  public Lsn at() {
    return new Lsn(position);
  }
}

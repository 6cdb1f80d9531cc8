package dev.meridian.postgres.incremental;

import java.io.IOException;

/** Bytes that are no file of an incremental backup as PostgreSQL writes them. */
public final class CorruptIncrementalFile extends IOException {

  private static final long serialVersionUID = 1;

  CorruptIncrementalFile(String what) {
    super("Corrupt file of an incremental backup: " + what);
  }
}

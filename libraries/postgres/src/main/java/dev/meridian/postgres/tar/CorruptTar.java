package dev.meridian.postgres.tar;

import java.io.IOException;

/** Bytes that are no tar archive as PostgreSQL writes them, or end too early. */
public final class CorruptTar extends IOException {

  private static final long serialVersionUID = 1;

  CorruptTar(long offset, String what) {
    super("Corrupt tar archive at byte " + offset + ": " + what);
  }
}

package dev.meridian.repository.wal;

import dev.meridian.repository.store.RepositoryException;

/** A part of the log that is needed is not in the archive. Code {@code wal-gap}. */
public final class WalGap extends RepositoryException {

  private final WalRange missing;

  /** {@code missing} begins at the first byte that is not there. */
  public WalGap(WalRange missing) {
    super("wal-gap", "The WAL archive does not have " + missing, null);
    this.missing = missing;
  }

  /** What is missing, as far as it is needed. */
  public WalRange missing() {
    return missing;
  }
}

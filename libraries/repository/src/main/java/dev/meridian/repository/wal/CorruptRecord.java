package dev.meridian.repository.wal;

import dev.meridian.postgres.wal.CorruptWal;
import dev.meridian.repository.store.RepositoryException;

/**
 * An object of the log is as it was written, and a record in it is not as PostgreSQL writes one:
 * replay would end before it. Code {@code wal-corrupt}.
 */
public final class CorruptRecord extends RepositoryException {

  private final String object;

  CorruptRecord(String object, String message, CorruptWal cause) {
    super("wal-corrupt", message, cause);
    this.object = object;
  }

  /** The object that holds the record, or the beginning of it. */
  public String object() {
    return object;
  }
}

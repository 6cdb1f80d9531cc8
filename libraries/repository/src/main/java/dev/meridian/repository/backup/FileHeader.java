package dev.meridian.repository.backup;

import java.time.Instant;

/**
 * A file to be backed up, before its content.
 *
 * @param path relative to the data directory, or to the tablespace's own folder; parts joined by
 *     {@code /}, none of them empty, {@code .} or {@code ..}
 * @param tablespace the tablespace's oid, or {@link Tablespace#DATA_DIRECTORY}
 * @param size the number of bytes that will follow
 * @param mode permission bits, {@code 0600}
 * @param modified when it was last modified
 */
public record FileHeader(String path, long tablespace, long size, int mode, Instant modified) {

  /** Checks the path. */
  public FileHeader {
    BackupPaths.checked(path);
    if (size < 0) {
      throw new IllegalArgumentException("A file of negative size: " + path);
    }
  }
}

package dev.meridian.repository.backup;

/**
 * A folder in a backup, whether or not there is anything in it.
 *
 * @param path as in {@link FileHeader}
 * @param tablespace as in {@link FileHeader}
 * @param mode permission bits, {@code 0700}
 */
public record BackedUpFolder(String path, long tablespace, int mode) {

  /** Checks the path. */
  public BackedUpFolder {
    BackupPaths.checked(path);
  }
}

package dev.meridian.repository.backup;

/**
 * A symbolic link in a backup.
 *
 * @param path as in {@link FileHeader}
 * @param tablespace as in {@link FileHeader}
 * @param target what it pointed to
 */
public record BackedUpLink(String path, long tablespace, String target) {

  /** Checks the path. */
  public BackedUpLink {
    BackupPaths.checked(path);
  }
}

package dev.meridian.postgres.tar;

import java.time.Instant;

/**
 * One member of an archive.
 *
 * @param name its path within the archive, with slashes, none at the end
 * @param type what it is
 * @param size bytes of content, 0 unless it is a file
 * @param mode permission bits
 * @param modified when its content last changed, to the second
 * @param linkTarget where a symbolic link leads; empty for others
 */
public record TarEntry(
    String name, Type type, long size, int mode, Instant modified, String linkTarget) {

  /** The kinds of members that PostgreSQL puts into a base backup. */
  public enum Type {
    FILE,
    DIRECTORY,
    SYMLINK
  }
}

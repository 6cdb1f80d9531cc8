package dev.meridian.repository.backup;

/**
 * A tablespace of a backed up server, besides the two that lie in the data directory.
 *
 * @param oid its object id, which is also its name under {@code pg_tblspc}; unsigned 32 bits
 * @param location the folder it had on the server; one that is relative to the data directory is an
 *     in-place tablespace
 */
public record Tablespace(long oid, String location) {

  /** The tablespace number of what lies in the data directory. */
  public static final long DATA_DIRECTORY = 0;

  /** Whether it lies in the data directory, so that restoring it needs no other folder. */
  public boolean inPlace() {
    return !location.startsWith("/");
  }
}

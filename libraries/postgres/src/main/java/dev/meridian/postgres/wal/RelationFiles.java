package dev.meridian.postgres.wal;

/**
 * The files of a relation, as the log names them (PostgreSQL's {@code RelFileLocator}).
 *
 * @param tablespace its oid; {@link #DEFAULT_TABLESPACE} is {@code base/}
 * @param database its oid, 0 for relations that all databases share
 * @param number {@code relfilenode}
 */
public record RelationFiles(long tablespace, long database, long number) {

  /**
   * {@code pg_default}, whose files lie in {@code base/} (PostgreSQL, {@code pg_tablespace.dat}).
   */
  public static final long DEFAULT_TABLESPACE = 1663;
}

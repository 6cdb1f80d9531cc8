package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Receives a base backup, in this order: started, then for each tablespace archive and its content,
 * then the manifest's content. Buffers are valid only during the call. What it throws ends the
 * backup, and the connection with it.
 */
public interface BaseBackupVisitor {

  /** The server's checkpoint is done, the backup begins. */
  default void started(Lsn start, int timeline, List<BackupTablespace> tablespaces)
      throws IOException {}

  /**
   * A tar archive begins; the one before is complete.
   *
   * @param name {@code base.tar} for the data directory, or the tablespace's oid and {@code .tar}
   * @param location the tablespace's absolute path on the server; empty for the data directory
   */
  void archive(String name, String location) throws IOException;

  /** The next bytes of the archive. */
  void content(ByteBuffer tar) throws IOException;

  /** The next bytes of {@code backup_manifest}, which PostgreSQL's verifybackup reads. */
  void manifest(ByteBuffer json) throws IOException;

  /** How many bytes of files the server has read so far, all tablespaces together. */
  default void progress(long bytes) throws IOException {}
}

package dev.meridian.postgres.replication;

/**
 * How a base backup is to be made: at once, with an immediate checkpoint, as fast as it goes, for a
 * receiver that streams the log itself.
 *
 * @param label goes into {@code backup_label}
 * @param incremental only pages that changed since the backup whose manifest was uploaded before:
 *     {@link ReplicationConnection#uploadManifest}. PostgreSQL 17 and later
 * @param fileChecksums whether the server's manifest tells the CRC-32C of each file, which costs
 *     the server time
 */
public record BaseBackupOptions(String label, boolean incremental, boolean fileChecksums) {

  /** All files, without their checksums. */
  public static BaseBackupOptions of(String label) {
    return new BaseBackupOptions(label, false, false);
  }

  /** The same, but only what changed. */
  public BaseBackupOptions changesOnly() {
    return new BaseBackupOptions(label, true, fileChecksums);
  }

  /** The same, with the checksums of the files. */
  public BaseBackupOptions withFileChecksums() {
    return new BaseBackupOptions(label, incremental, true);
  }

  String command() {
    return "BASE_BACKUP (LABEL '"
        + label.replace("'", "''")
        + "', PROGRESS true, CHECKPOINT 'fast', WAL false, WAIT false, TABLESPACE_MAP true"
        + ", MANIFEST 'yes', MANIFEST_CHECKSUMS '"
        + (fileChecksums ? "CRC32C" : "NONE")
        + "'"
        + (incremental ? ", INCREMENTAL true" : "")
        + ")";
  }
}

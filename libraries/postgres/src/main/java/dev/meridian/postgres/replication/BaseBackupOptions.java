package dev.meridian.postgres.replication;

/**
 * How a base backup is to be made.
 *
 * @param label goes into {@code backup_label}
 * @param fastCheckpoint start with an immediate checkpoint rather than the next spread one
 * @param waitForArchive return only when the server's own archiver has the log that the backup
 *     needs
 * @param maxRateKilobytes kilobytes a second at most, 32 to 1048576; 0 for no limit
 * @param incremental only pages that changed since the backup whose manifest was uploaded before:
 *     {@link ReplicationConnection#uploadManifest}. PostgreSQL 17 and later
 */
public record BaseBackupOptions(
    String label,
    boolean fastCheckpoint,
    boolean waitForArchive,
    int maxRateKilobytes,
    boolean incremental) {

  /** At once, unlimited, for a receiver that streams the log itself. */
  public static BaseBackupOptions of(String label) {
    return new BaseBackupOptions(label, true, false, 0, false);
  }

  /** The same, but only what changed. */
  public BaseBackupOptions changesOnly() {
    return new BaseBackupOptions(label, fastCheckpoint, waitForArchive, maxRateKilobytes, true);
  }

  String command() {
    return "BASE_BACKUP (LABEL '"
        + label.replace("'", "''")
        + "', PROGRESS true, CHECKPOINT '"
        + (fastCheckpoint ? "fast" : "spread")
        + "', WAL false, WAIT "
        + waitForArchive
        + ", TABLESPACE_MAP true, MANIFEST 'yes', MANIFEST_CHECKSUMS 'CRC32C'"
        + (incremental ? ", INCREMENTAL true" : "")
        + (maxRateKilobytes == 0 ? "" : ", MAX_RATE " + maxRateKilobytes)
        + ")";
  }
}

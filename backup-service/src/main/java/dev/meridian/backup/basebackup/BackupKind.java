package dev.meridian.backup.basebackup;

/** How a backup was made. Both restore alone. */
public enum BackupKind {
  /** All was read and stored. */
  FULL,
  /** What had changed since another backup was stored; the rest is shared with that one. */
  INCREMENTAL
}

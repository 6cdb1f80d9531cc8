package dev.meridian.backup.basebackup;

/** Why a backup is taken. */
public enum BackupReason {
  /** There is none from which the log that is being received could be replayed. */
  FIRST,
  /** The last one is old enough. */
  SCHEDULED,
  /** Somebody asked. */
  REQUESTED
}

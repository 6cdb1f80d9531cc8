package dev.meridian.backup.basebackup;

/**
 * The life of a backup.
 *
 * <pre>
 * WAITING ──► RUNNING ──► COMPLETED ──► EXPIRED
 *    └───────────┴──────► FAILED
 * </pre>
 */
public enum BackupState {
  /** Somebody asked for it, and it waits for its turn. */
  WAITING,
  /** It is being taken. */
  RUNNING,
  /** It lies in the repository. */
  COMPLETED,
  /** It could not be taken; nothing of it is left. Another may be tried. */
  FAILED,
  /** It lay in the repository and was deleted, since nothing that is promised needs it. */
  EXPIRED;

  /** Whether a backup's life goes that way. */
  boolean allows(BackupState next) {
    return switch (this) {
      case WAITING -> next == RUNNING || next == FAILED;
      case RUNNING -> next == COMPLETED || next == FAILED;
      case COMPLETED -> next == EXPIRED;
      case FAILED, EXPIRED -> false;
    };
  }
}

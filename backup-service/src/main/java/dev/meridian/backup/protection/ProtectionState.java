package dev.meridian.backup.protection;

/**
 * The life of a server as far as its backups are concerned.
 *
 * <pre>
 * ACTIVE ──drop requested──► ENDING ──dropped──► ENDED ──retention over──► REMOVED
 *    │└──────────────────────dropped───────────────▲
 *    └◄──provisioned── FOUND ──────────dropped─────┘
 * </pre>
 */
public enum ProtectionState {
  /** It runs: its log is received, and backups are taken. */
  ACTIVE,
  /** It is about to go: its log is received to the end, no backup is begun. */
  ENDING,
  /** It is gone; what was archived can still be restored. */
  ENDED,
  /** Its archive is gone too. */
  REMOVED,
  /**
   * Its archive lies in a repository, and nothing else is known of it: whether it lives, or how
   * long what is archived shall stay. So that can be restored, and all of it stays.
   */
  FOUND;

  /** Whether a server's life goes that way; staying as it is always does. */
  public boolean allows(ProtectionState next) {
    return next == this
        || switch (this) {
          case ACTIVE -> next == ENDING || next == ENDED;
          case ENDING -> next == ENDED;
          case ENDED -> next == REMOVED;
          case REMOVED -> false;
          case FOUND -> next == ACTIVE || next == ENDED;
        };
  }

  /** Whether its log can still come. */
  public boolean isLiving() {
    return this == ACTIVE || this == ENDING;
  }
}

package dev.meridian.restore.operation;

/**
 * The life of a restore.
 *
 * <pre>
 *            planned             progress              the new server runs
 * Requested ─────────► Planned ───────────► Running ───────────────────────► Completed
 *     │                   │  └──────────────────┼───────────────────────────────►
 *     │ can't be done     └── won't be made ────┴──► Failed
 *     └──────────► Rejected
 * </pre>
 *
 * <p>What has ended stays as it is, and nothing goes back: what comes twice or late changes
 * nothing. Running may follow itself.
 */
public enum RestoreStatus {
  /** It passed the first checks and is to be planned. */
  Requested,
  /** It has a plan; inventory places the new server. */
  Planned,
  /** A host restores. */
  Running,
  /** The new server runs. */
  Completed,
  /** It can't be done; nothing was begun. */
  Rejected,
  /** It ended without a new server; nothing of it is left. */
  Failed;

  /** Whether a restore in this status may get into that one. */
  boolean canBecome(RestoreStatus next) {
    return switch (this) {
      case Requested -> next == Planned || next == Rejected;
      case Planned -> next == Running || next == Completed || next == Failed;
      case Running -> next == Running || next == Completed || next == Failed;
      case Completed, Rejected, Failed -> false;
    };
  }

  /** Whether nothing more will happen to it. */
  public boolean isEnd() {
    return this == Completed || this == Rejected || this == Failed;
  }
}

package dev.meridian.restore.operation;

/**
 * The life of a restore.
 *
 * <pre>
 *             planned             progress              the new server runs
 * Requested ──────────► Planned ───────────► Running ───────────────────────► Completed
 *  │  │                  │ │ └──────────────────┼───────────────────────────────► ▲
 *  │  │ can't be done    │ └── won't be made ───┴──► Failed                       │
 *  │  └──► Rejected      │                      │                                 │
 *  │                     └── not wanted ────────┴──► Cancelling ──────────────────┤
 *  │ not wanted                                          │ nothing is left         │ it was made
 *  └─────────────────────────────────────────────────────┴──► Cancelled            │ by then
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
  /** Nobody wants it any more; inventory or its host gives it up. */
  Cancelling,
  /** The new server runs. */
  Completed,
  /** It can't be done; nothing was begun. */
  Rejected,
  /** It ended without a new server; nothing of it is left. */
  Failed,
  /** It was given up as somebody wished; nothing of it is left. */
  Cancelled;

  /** Whether a restore in this status may get into that one. */
  boolean canBecome(RestoreStatus next) {
    return switch (this) {
      case Requested -> next == Planned || next == Rejected || next == Cancelled;
      case Planned, Running ->
          next == Running || next == Completed || next == Failed || next == Cancelling;
      case Cancelling -> next == Completed || next == Cancelled;
      case Completed, Rejected, Failed, Cancelled -> false;
    };
  }

  /** Whether nothing more will happen to it. */
  public boolean isEnd() {
    return this == Completed || this == Rejected || this == Failed || this == Cancelled;
  }
}

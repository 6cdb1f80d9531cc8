package dev.meridian.restore.drill;

/**
 * The life of a drill.
 *
 * <pre>
 *             has a host            progress             all was as it should be
 * Requested ────────────► Planned ───────────► Running ──────────────────────────► Verified
 *  │  │ can't be done       │ │ wrong, or silent  │                                   ▲
 *  │  └──────────────────── │ ┴───────────────────┴──► Failed                         │
 *  │ not wanted             └─── not wanted ──────┴──► Cancelling ────────────────────┤
 *  │                                                      │ nothing is left    ended  │
 *  └──────────────────────────────────────────────────────┴──► Cancelled       before ┘
 * </pre>
 *
 * <p>What has ended stays as it is, and nothing goes back: what comes twice or late changes
 * nothing. Running may follow itself.
 */
public enum DrillStatus {
  /** It waits for its turn, for a second that can be restored, and for a host with room. */
  Requested,
  /** A host was told to do it. */
  Planned,
  /** A host does it. */
  Running,
  /** Nobody wants it any more; its host gives it up. */
  Cancelling,
  /** It was restored, and was as it should be. */
  Verified,
  /** It could not be restored, or was not as it should be. */
  Failed,
  /** It was given up as somebody wished. */
  Cancelled;

  /** Whether a drill in this status may get into that one. */
  boolean canBecome(DrillStatus next) {
    return switch (this) {
      case Requested -> next == Planned || next == Failed || next == Cancelled;
      case Planned, Running ->
          next == Running || next == Verified || next == Failed || next == Cancelling;
      case Cancelling -> next == Verified || next == Cancelled;
      case Verified, Failed, Cancelled -> false;
    };
  }

  /** Whether nothing more will happen to it. */
  public boolean isEnd() {
    return this == Verified || this == Failed || this == Cancelled;
  }
}

package dev.meridian.host.server;

/**
 * The life of a server on its host.
 *
 * <pre>
 * PLACED ──► RUNNING ──► DROPPED
 *   │                      ▲
 *   ├──► FAILED ───────────┤
 *   └──────────────────────┘
 * </pre>
 */
public enum ServerState {
  /** It is to be made, or being made; what is on disk counts for nothing. */
  PLACED,
  /** It was made, and is to run. */
  RUNNING,
  /** It could not be made; nothing of it stays. */
  FAILED,
  /** It was removed; nothing of it stays. */
  DROPPED;

  /** Whether a server may go from this state to the other; it may always stay. */
  public boolean allows(ServerState next) {
    return this == next
        || switch (this) {
          case PLACED -> true;
          case RUNNING, FAILED -> next == DROPPED;
          case DROPPED -> false;
        };
  }

  /** Whether nothing of the server is left. */
  public boolean isGone() {
    return this == FAILED || this == DROPPED;
  }
}

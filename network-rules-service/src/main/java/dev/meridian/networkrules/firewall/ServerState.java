package dev.meridian.networkrules.firewall;

/**
 * What a server's rule set waits for, or not.
 *
 * <pre>
 * Placed ──► Provisioned ──► Gone
 *    └─────────────────────────▲
 * </pre>
 *
 * <p>Nothing leads back: what is said twice, or too late, changes nothing.
 */
enum ServerState {
  /** Its host makes it: it has no rule set yet. */
  Placed,
  /** It runs, and lets in whom its rule set names. */
  Provisioned,
  /** It was dropped, or never came to be. */
  Gone;

  /** Whether a server gets from this state into that one. */
  boolean leadsTo(ServerState next) {
    return switch (this) {
      case Placed -> next != Placed;
      case Provisioned -> next == Gone;
      case Gone -> false;
    };
  }
}

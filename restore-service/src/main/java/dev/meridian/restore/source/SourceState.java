package dev.meridian.restore.source;

import java.util.Set;

/**
 * The life of a server, as far as restores care.
 *
 * <pre>
 * Placed ──► Provisioned ──► Dropping ──► Dropped
 *   └─► Failed
 * </pre>
 *
 * <p>It never goes back: what comes twice or late changes nothing.
 */
public enum SourceState {
  /** A host makes it; its name is taken. */
  Placed,
  /** It runs. */
  Provisioned,
  /** Its host drops it; its name is still taken. */
  Dropping,
  /** It is gone; what was backed up can be restored for as long as its retention says. */
  Dropped,
  /** It never came to be. */
  Failed;

  static final Set<SourceState> LIVING = Set.of(Placed, Provisioned, Dropping);

  boolean canBecome(SourceState next) {
    return switch (this) {
      case Placed -> next != Placed;
      case Provisioned, Dropping -> next == Dropped || (next == Dropping && this != Dropping);
      case Dropped, Failed -> false;
    };
  }

  /** Whether its name is its own. */
  public boolean isLiving() {
    return LIVING.contains(this);
  }
}

package dev.meridian.inventory.server;

import java.util.Set;

/**
 * The life of a server.
 *
 * <pre>
 *              placed on a host          provisioned              drop asked for
 * Requested ────────────────────► Provisioning ────────► Ready ────────────────► Dropping
 *  │   │                           │  │  │                 │                        │
 *  │   │ no place                  │  │  │ drop asked for by an event ─────────────►│
 *  │   └───────────► Failed ◄──────┘  │                    │                        │ dropped
 *  │                   │   not made   │ dropped            │ dropped                │
 *  │ drop asked for    │ drop asked   │                    │                        │
 *  └───────────────────┴──────────────┴────────────────────┴──► Dropped ◄───────────┘
 * </pre>
 *
 * <p>Every status may be entered again from itself: what is said twice changes nothing. Of a Failed
 * server nothing is left on a host: like a Dropped one it isn't living, and its name is free.
 */
public enum ServerStatus {
  /** It is registered and waits for a place. */
  Requested,
  /** It has a place, and its host makes it. */
  Provisioning,
  /** It runs. */
  Ready,
  /** Its host is to drop it. */
  Dropping,
  /** It is gone. */
  Dropped,
  /** It never came to be. */
  Failed;

  /** Those whose servers have no name of their own any more. */
  static final Set<ServerStatus> NOT_LIVING = Set.of(Dropped, Failed);

  /** Whether a server that is in this status may get into that one. */
  boolean canBecome(ServerStatus next) {
    return next == this
        || switch (this) {
          case Requested -> next == Provisioning || next == Failed || next == Dropped;
          case Provisioning ->
              next == Ready || next == Failed || next == Dropping || next == Dropped;
          case Ready -> next == Dropping || next == Dropped;
          case Dropping, Failed -> next == Dropped;
          case Dropped -> false;
        };
  }
}

package dev.meridian.postgres.runtime;

import java.util.Locale;

/** How a cluster is stopped. */
public enum StopMode {
  /** Disconnects clients, rolls their transactions back, writes a checkpoint. */
  FAST,
  /** Aborts at once; the next start recovers from the log. Nothing committed is lost. */
  IMMEDIATE;

  String argument() {
    return name().toLowerCase(Locale.ROOT);
  }
}

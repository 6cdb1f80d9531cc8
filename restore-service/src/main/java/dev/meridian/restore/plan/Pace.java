package dev.meridian.restore.plan;

import java.time.Duration;
import java.util.Optional;

/** How long restores take, as far as that is known. */
@FunctionalInterface
public interface Pace {

  /** Nothing is known. */
  Pace UNKNOWN = (backupBytes, walBytes) -> Optional.empty();

  /** How long one of this size takes; empty when nothing is known. */
  Optional<Duration> predict(long backupBytes, long walBytes);
}

package dev.meridian.backup.ownership;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * Who holds which share, kept where all instances can see it even while the broker is away. Every
 * claim is of now and replaces the one before; one that is not renewed grows old.
 */
interface Claims {

  /** Claims shares, whoever held them. */
  void take(Set<Integer> shares, UUID instance);

  /** Renews an instance's claims; those that nobody has taken from it. */
  Set<Integer> renew(UUID instance);

  /** Claims all of {@code count} shares that nobody has claimed for so long. */
  void takeAbandoned(int count, Duration age, UUID instance);
}

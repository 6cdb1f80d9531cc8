package dev.meridian.restore.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a restore aims at: every transaction that was committed at or before an instant, and none
 * after it; or all that the archive holds.
 *
 * @param at the instant; null for the latest
 */
public record Target(@Nullable Instant at) {

  /** Later than any time that a transaction may carry, and still a count of microseconds. */
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

  /** All that the archive holds. */
  public static final Target LATEST = new Target(null);

  /** The instant up to which transactions are wanted. */
  Instant until() {
    return at == null ? END_OF_TIME : at;
  }
}

package dev.meridian.backup.copy;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a copy is behind its original.
 *
 * @param bytes that are still to be copied of what was there when it was looked at last
 * @param completeAsOf the copy has everything that the original had then
 * @param logCompleteAsOf the copy has all the log that the original had then; a backup may take
 *     longer
 */
public record CopyLag(long bytes, Instant completeAsOf, Instant logCompleteAsOf) {

  /** The age of the oldest change that may not be copied yet. */
  public Duration age(Instant now) {
    return between(completeAsOf, now);
  }

  /** The age of the oldest log that may not be copied yet. */
  public Duration logAge(Instant now) {
    return between(logCompleteAsOf, now);
  }

  private static Duration between(Instant then, Instant now) {
    return now.isBefore(then) ? Duration.ZERO : Duration.between(then, now);
  }
}

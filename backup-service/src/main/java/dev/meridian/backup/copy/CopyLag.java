package dev.meridian.backup.copy;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a copy is behind its original.
 *
 * @param bytes that were still to be copied when it was looked at last
 * @param completeAsOf the copy has everything that the original had then
 */
public record CopyLag(long bytes, Instant completeAsOf) {

  /** Nothing has been looked at since then. */
  static CopyLag unknown(Instant since) {
    return new CopyLag(0, since);
  }

  static CopyLag none(Instant now) {
    return new CopyLag(0, now);
  }

  CopyLag missing(long more) {
    return new CopyLag(more, completeAsOf);
  }

  /** The age of the oldest change that may not be copied yet. */
  public Duration age(Instant now) {
    return now.isBefore(completeAsOf) ? Duration.ZERO : Duration.between(completeAsOf, now);
  }
}

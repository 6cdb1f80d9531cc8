package dev.meridian.backup.replay;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What one restore or drill replayed, and in which time.
 *
 * @param restoreId that of the restore, or of the drill
 * @param serverId whose log it was
 * @param firstAt when it was first heard that it replays
 * @param firstBytes how much it had replayed then
 * @param lastAt when that was heard last
 * @param lastBytes how much it had replayed then
 */
@MappedEntity("replay_measurement")
record ReplayMeasurement(
    @Id UUID restoreId,
    UUID serverId,
    Instant firstAt,
    long firstBytes,
    Instant lastAt,
    long lastBytes) {

  /** What is replayed faster, or is less, tells nothing. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private static final long LEAST_BYTES = 64L << 20;

  ReplayMeasurement heard(Instant at, long bytes) {
    return at.isBefore(lastAt) || bytes < lastBytes
        ? this
        : new ReplayMeasurement(restoreId, serverId, firstAt, firstBytes, at, bytes);
  }

  /** Bytes a second, if it took long enough to tell. */
  OptionalLong rate() {
    Duration took = Duration.between(firstAt, lastAt);
    long bytes = lastBytes - firstBytes;
    return took.compareTo(SHORTEST) < 0 || bytes < LEAST_BYTES
        ? OptionalLong.empty()
        : OptionalLong.of(bytes * 1000 / took.toMillis());
  }
}

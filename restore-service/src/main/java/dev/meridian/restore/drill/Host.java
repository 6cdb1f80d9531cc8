package dev.meridian.restore.drill;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A host, as it reported itself last.
 *
 * @param freeBytes what is free where its servers live
 * @param postgresVersions major versions that it can run, with commas between
 */
@MappedEntity("drill_host")
record Host(
    @Id String id, String region, long freeBytes, String postgresVersions, Instant reportedAt) {

  /** A host reports itself every few seconds. */
  private static final Duration ALIVE = Duration.ofMinutes(1);

  /** What stays free for the servers that live there. */
  private static final long KEPT_FREE = 1L << 30;

  /**
   * The host with the most room, of those that can do it.
   *
   * @param bytes what the copy takes
   */
  static Optional<Host> withRoom(
      List<Host> hosts, String region, int postgresVersion, long bytes, Instant now) {
    return hosts.stream()
        .filter(host -> host.region().equals(region))
        .filter(host -> host.canRun(postgresVersion))
        .filter(host -> host.reportedAt().plus(ALIVE).isAfter(now))
        .filter(host -> host.freeBytes() - KEPT_FREE >= bytes)
        .max(Comparator.comparingLong(Host::freeBytes));
  }

  private boolean canRun(int postgresVersion) {
    return List.of(postgresVersions.split(",")).contains(Integer.toString(postgresVersion));
  }
}

package dev.meridian.backup.protection;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server that is protected, or was.
 *
 * @param name unique among living servers only
 * @param region whose repository holds its archive
 * @param address where it listens, with {@code port}
 * @param postgresVersion full, such as {@code 18.6}
 * @param systemIdentifier PostgreSQL's, as text
 * @param timeline the one that it wrote when its protection began
 * @param droppedAt from when on its retention counts down; null while it lives
 */
@MappedEntity("protected_server")
public record ProtectedServer(
    @Id UUID id,
    String name,
    String region,
    String address,
    int port,
    String postgresVersion,
    String systemIdentifier,
    int timeline,
    ProtectionState state,
    Instant provisionedAt,
    @Nullable Instant droppedAt) {

  /** A server that has just been provisioned. */
  public static ProtectedServer provisioned(
      UUID id,
      String name,
      String region,
      String address,
      int port,
      String postgresVersion,
      String systemIdentifier,
      int timeline,
      Instant at) {
    return new ProtectedServer(
        id,
        name,
        region,
        address,
        port,
        postgresVersion,
        systemIdentifier,
        timeline,
        ProtectionState.ACTIVE,
        at,
        null);
  }

  /**
   * A server that is known by its archive alone; its id is its name, and it has no address.
   *
   * @param region where its archive was found
   */
  public static ProtectedServer found(
      UUID id,
      String region,
      String postgresVersion,
      String systemIdentifier,
      int timeline,
      Instant at) {
    return new ProtectedServer(
        id,
        id.toString(),
        region,
        "",
        0,
        postgresVersion,
        systemIdentifier,
        timeline,
        ProtectionState.FOUND,
        at,
        null);
  }

  /** Whether more is known of it than what its archive tells. */
  public boolean isKnown() {
    return state != ProtectionState.FOUND;
  }

  /** Whether its log can still come. */
  public boolean isLiving() {
    return state.isLiving();
  }

  /** Whether it was dropped so long ago that nothing of it is promised any more. */
  public boolean isOver(Duration retention, Instant now) {
    return state == ProtectionState.ENDED
        && droppedAt != null
        && !now.isBefore(droppedAt.plus(retention));
  }

  /** Whether its archive is there. */
  public boolean isRestorable() {
    return state != ProtectionState.REMOVED;
  }

  /**
   * The same server in another state.
   *
   * @throws IllegalStateException if its life doesn't go that way
   */
  ProtectedServer becomes(ProtectionState next, @Nullable Instant dropped) {
    if (!state.allows(next)) {
      throw new IllegalStateException(
          "Server %s is %s and cannot become %s".formatted(id, state, next));
    }
    return new ProtectedServer(
        id,
        name,
        region,
        address,
        port,
        postgresVersion,
        systemIdentifier,
        timeline,
        next,
        provisionedAt,
        dropped);
  }
}

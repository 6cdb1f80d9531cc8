package dev.meridian.backup.protection;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One server, at any point of its life. */
public final class Shop {

  public static final UUID ID = new UUID(1, 1);
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Shop() {}

  /** Provisioned long before {@link #NOON}. */
  public static ProtectedServer in(ProtectionState state, @Nullable Instant droppedAt) {
    return new ProtectedServer(
        ID,
        "shop",
        "north",
        "127.0.0.1",
        5432,
        "18.6",
        "7",
        1,
        state,
        NOON.minus(Duration.ofDays(100)),
        droppedAt);
  }
}

package dev.meridian.repository.backup;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then random ones. */
final class BackupIds {

  private static final SecureRandom RANDOM = new SecureRandom();

  private BackupIds() {}

  static UUID next(Clock clock) {
    long high = clock.millis() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
    long low = RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  static Instant beganAt(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }
}

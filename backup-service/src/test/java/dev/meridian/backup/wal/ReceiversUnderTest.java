package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.settings.WalSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.util.unit.DataSize;

/** What receivers in tests are made of. */
final class ReceiversUnderTest {

  private ReceiversUnderTest() {}

  /** The server that writes a {@link SyntheticLog}. */
  static ProtectedServer shop(UUID id) {
    return ProtectedServer.provisioned(
        id,
        "shop",
        "north",
        "127.0.0.1",
        5500,
        "18.6",
        Long.toString(SyntheticLog.SYSTEM),
        1,
        Instant.now());
  }

  /** Settings that try again soon. */
  static WalSettings settings(Duration flushAge, DataSize memory) {
    return new WalSettings(
        flushAge,
        memory,
        Duration.ofMillis(50),
        Duration.ofMillis(50),
        Duration.ofSeconds(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(500),
        flushAge);
  }
}

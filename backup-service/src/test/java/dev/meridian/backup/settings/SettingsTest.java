package dev.meridian.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SettingsTest {

  @Test
  void theDefaultsAreThese() {
    assertThat(bind("backups", BackupSettings.class, Map.of()))
        .isEqualTo(
            new BackupSettings(
                Duration.ofHours(24),
                2,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofDays(7),
                Duration.ofMinutes(10),
                DataSize.ofMegabytes(64)));
    assertThat(bind("wal", WalSettings.class, Map.of()))
        .isEqualTo(
            new WalSettings(
                Duration.ofMillis(250),
                DataSize.ofMegabytes(64),
                Duration.ofSeconds(1),
                Duration.ofSeconds(6),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Duration.ofSeconds(1)));
    assertThat(bind("windows", WindowSettings.class, Map.of()))
        .isEqualTo(
            new WindowSettings(
                Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10)));
    assertThat(bind("copies", CopySettings.class, Map.of()))
        .isEqualTo(new CopySettings(Duration.ofSeconds(1), Duration.ofSeconds(5)));
    assertThat(bind("ownership", OwnershipSettings.class, Map.of()))
        .isEqualTo(new OwnershipSettings(null, Duration.ofSeconds(7), Duration.ofSeconds(20)));
    assertThat(bind("retention", RetentionSettings.class, Map.of()))
        .isEqualTo(
            new RetentionSettings(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofHours(24),
                Duration.ofMinutes(15),
                Duration.ofHours(6),
                Duration.ofHours(24),
                Duration.ofDays(91)));
  }

  @Test
  void verificationReadsASampleEachDayAndAllWithinAMonth() {
    assertThat(bind("verification", VerificationSettings.class, Map.of()))
        .isEqualTo(
            new VerificationSettings(
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                Duration.ofDays(30),
                DataSize.ofMegabytes(256)));
    assertThat(
            bind(
                "verification",
                VerificationSettings.class,
                Map.of("check-every", "1s", "every", "2s", "all-within", "3d", "at-least", "4MB")))
        .isEqualTo(
            new VerificationSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofDays(3),
                DataSize.ofMegabytes(4)));
  }

  @Test
  void everySettingCanBeSet() {
    assertThat(
            bind(
                "wal",
                WalSettings.class,
                Map.of(
                    "flush-age", "1s",
                    "memory", "8MB",
                    "status-every", "2s",
                    "status-idle-every", "8s",
                    "silent-for", "30s",
                    "retry-after", "4s",
                    "retry-at-most-after", "5m",
                    "coverage-margin", "6s",
                    "object-store-flush-age", "7s")))
        .isEqualTo(
            new WalSettings(
                Duration.ofSeconds(1),
                DataSize.ofMegabytes(8),
                Duration.ofSeconds(2),
                Duration.ofSeconds(8),
                Duration.ofSeconds(30),
                Duration.ofSeconds(4),
                Duration.ofMinutes(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7)));
    assertThat(
            bind(
                "backups",
                BackupSettings.class,
                Map.of(
                    "every", "1h",
                    "at-once", "3",
                    "check-every", "1s",
                    "retry-after", "2s",
                    "retry-at-most-after", "3s",
                    "wal-within", "4s",
                    "full-every", "30d",
                    "least-apart", "5m",
                    "assumed-replay-rate", "100MB")))
        .isEqualTo(
            new BackupSettings(
                Duration.ofHours(1),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofDays(30),
                Duration.ofMinutes(5),
                DataSize.ofMegabytes(100)));
  }

  @Test
  void atLeastOneBackupIsTakenAtATime() {
    assertThatThrownBy(() -> bind("backups", BackupSettings.class, Map.of("at-once", "0")))
        .rootCause()
        .hasMessageContaining("must be 1 or more");
  }

  private static <T> T bind(String capability, Class<T> type, Map<String, String> settings) {
    String prefix = "meridian.backup-service." + capability;
    var source = new MapConfigurationPropertySource();
    settings.forEach((name, value) -> source.put(prefix + "." + name, value));
    return new Binder(source).bindOrCreate(prefix, Bindable.of(type));
  }
}

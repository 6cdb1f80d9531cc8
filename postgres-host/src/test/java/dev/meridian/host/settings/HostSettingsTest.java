package dev.meridian.host.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HostSettingsTest {

  @Test
  void nothingNeedsToBeSet() {
    HostSettings settings = bind(Map.of());

    assertThat(settings)
        .isEqualTo(
            new HostSettings(
                "host-1",
                "local",
                "127.0.0.1",
                List.of("127.0.0.1"),
                new HostSettings.Ports(5500, 100),
                Path.of("/var/lib/meridian/servers"),
                null,
                null,
                null,
                List.of(),
                false,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(15)));
    assertThat(settings.socketDirectory()).isEqualTo(Path.of("/var/lib/meridian/servers/run"));
    assertThat(settings.binaries()).isEqualTo(Path.of("/var/lib/meridian/servers/postgresql"));
  }

  @Test
  void everythingCanBeSet() {
    Map<String, String> values = new HashMap<>();
    values.put("id", "rack-7");
    values.put("region", "west");
    values.put("address", "db.example.org");
    values.put("listen-addresses", "0.0.0.0,::");
    values.put("ports.first", "6000");
    values.put("ports.count", "10");
    values.put("directory", "/data/servers");
    values.put("socket-directory", "/run/meridian");
    values.put("os-user", "pg");
    values.put("binaries-directory", "/data/postgresql");
    values.put("bin-directories", "/opt/pg18/bin");
    values.put("stop-servers-on-shutdown", "true");
    values.put("heartbeat", "2s");
    values.put("server-heartbeat", "0s");
    values.put("repository-patience", "1h");

    assertThat(bind(values))
        .isEqualTo(
            new HostSettings(
                "rack-7",
                "west",
                "db.example.org",
                List.of("0.0.0.0", "::"),
                new HostSettings.Ports(6000, 10),
                Path.of("/data/servers"),
                Path.of("/run/meridian"),
                "pg",
                Path.of("/data/postgresql"),
                List.of(Path.of("/opt/pg18/bin")),
                true,
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ofHours(1)));
  }

  @Test
  void aSocketDirectoryThatIsTooLongIsRefusedWithWhatWouldWork() {
    assertThatThrownBy(() -> bind(Map.of("directory", "/" + "deep/".repeat(20) + "servers")))
        .rootCause()
        .hasMessageContaining("meridian.postgres-host.socket-directory")
        .hasMessageContaining("bytes more than the system allows");
  }

  @Test
  void aPortIsOfferedOrNot() {
    var ports = new HostSettings.Ports(5500, 2);

    assertThat(ports.contain(5499)).isFalse();
    assertThat(ports.contain(5500)).isTrue();
    assertThat(ports.contain(5501)).isTrue();
    assertThat(ports.contain(5502)).isFalse();
  }

  private static HostSettings bind(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach((name, value) -> properties.put("meridian.postgres-host." + name, value));
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("meridian.postgres-host", HostSettings.class);
  }
}

package dev.meridian.host.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.host.server.ComputeTier;
import dev.meridian.host.server.PricingTier;
import dev.meridian.host.server.Server;
import dev.meridian.postgres.settings.Decider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigurationTest {

  private static final long GB = 1L << 30;
  private static final Machine LARGE = new Machine(64, 1024 * GB);

  @ParameterizedTest
  @CsvSource({
    "BASIC, 1, 100, 512MB, 1536MB",
    "GENERAL_PURPOSE, 4, 250, 5120MB, 15360MB",
    "MEMORY_OPTIMIZED, 32, 1000, 65536MB, 245760MB"
  })
  void aTierGetsItsShareOfALargeMachine(
      ComputeTier tier, int cores, String connections, String buffers, String cache) {
    ServerConfiguration settings = running(server(18, tier, cores), LARGE);

    assertThat(settings.value("max_connections")).isEqualTo(connections);
    assertThat(settings.value("shared_buffers")).isEqualTo(buffers);
    assertThat(settings.value("effective_cache_size")).isEqualTo(cache);
  }

  @Test
  void noServerGetsMoreThanHalfOfASmallMachine() {
    ServerConfiguration settings =
        running(server(18, ComputeTier.MEMORY_OPTIMIZED, 32), new Machine(2, 2 * GB));

    assertThat(settings.value("shared_buffers")).isEqualTo("256MB");
    assertThat(settings.value("effective_cache_size")).isEqualTo("768MB");
    assertThat(settings.value("work_mem")).isEqualTo("4MB");
  }

  /** A tenth of the storage, and never so little that a backup's own log is too much. */
  @ParameterizedTest
  @CsvSource({"5, 2048MB", "20, 2048MB", "100, 10240MB", "4096, 419430MB"})
  void whatLogAnAbsentBackupServiceKeepsOnAServerIsBounded(int storageGb, String kept) {
    Server server = server(18, new PricingTier(ComputeTier.BASIC, 1, storageGb, 7, false, null));

    assertThat(running(server, LARGE).value("max_slot_wal_keep_size")).isEqualTo(kept);
    assertThat(running(server, new Machine(1, GB)).text())
        .contains("max_slot_wal_keep_size = '%s'\n".formatted(kept));
  }

  @Test
  void recoveryHasRoomForWhateverTheSourceHadAndListensToNobody() {
    ServerConfiguration settings =
        running(server(18, ComputeTier.BASIC, 1), LARGE)
            .recovering(Map.of("recovery_target_lsn", "0/1"));

    assertThat(settings.value("max_connections")).isEqualTo("1000");
    assertThat(settings.value("listen_addresses")).isEmpty();
    assertThat(settings.value("hot_standby")).isEqualTo("on");
    assertThat(settings.value("recovery_target_lsn")).isEqualTo("0/1");
  }

  @Test
  void whatIsClosedListensToNobodyAndIsTheSameOtherwise() {
    ServerConfiguration open = running(server(18, ComputeTier.BASIC, 1), LARGE);

    assertThat(open.closed().value("listen_addresses")).isEmpty();
    assertThat(open.closed().with("listen_addresses", "127.0.0.1").text()).isEqualTo(open.text());
  }

  @Test
  void whatAVersionDoesNotKnowIsNotSet() {
    assertThat(running(server(15, ComputeTier.BASIC, 1), LARGE).names())
        .doesNotContain("summarize_wal", "createrole_self_grant");
    assertThat(running(server(17, ComputeTier.BASIC, 1), LARGE).names())
        .contains("summarize_wal", "createrole_self_grant");
  }

  @Test
  void valuesAreQuoted() {
    assertThat(
            running(server(18, ComputeTier.BASIC, 1), LARGE)
                .recovering(Map.of("restore_command", "it's"))
                .text())
        .contains("restore_command = 'it''s'\n")
        .contains("ssl = 'on'\n")
        .contains("log_statement = 'none'\n");
  }

  /** What the users of a tier may have otherwise; all else that Meridian sets, it decides. */
  private static final Set<String> USERS =
      Set.of(
          "createrole_self_grant",
          "effective_cache_size",
          "log_checkpoints",
          "log_lock_waits",
          "log_statement",
          "maintenance_work_mem",
          "max_parallel_workers",
          "max_parallel_workers_per_gather",
          "timezone",
          "work_mem");

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void whatUsersMayNotSetDoesNotGoAlongIntoARestoredServer(int version) {
    ServerConfiguration recovering =
        running(server(version, ComputeTier.BASIC, 1), LARGE).recovering(Map.of());

    assertThat(recovering.names())
        .allMatch(name -> Decider.of(name).isPresent() != USERS.contains(name));
  }

  private static ServerConfiguration running(Server server, Machine machine) {
    return ServerConfiguration.running(
        server,
        new ServerDirectory(Path.of("/servers/1"), Path.of("/servers/run/5500")),
        List.of("127.0.0.1"),
        machine);
  }

  private static Server server(int version, ComputeTier tier, int cores) {
    return server(version, new PricingTier(tier, cores, 100, 7, false, null));
  }

  private static Server server(int version, PricingTier tier) {
    return Server.placed(UUID.randomUUID(), "shop", tier, "shopkeeper", version, "west", 5500);
  }
}

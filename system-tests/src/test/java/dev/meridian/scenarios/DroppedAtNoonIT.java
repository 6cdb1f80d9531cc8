package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.standalone.client.Gateway;
import dev.meridian.testsupport.HeldPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** What Meridian exists for. */
@TestMethodOrder(OrderAnnotation.class)
class DroppedAtNoonIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Map<Integer, String> ROWS = Map.of(1, "teapot", 2, "kettle", 3, "sieve");
  private static final Map<Integer, String> LATER = Map.of(4, "too late");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Scenario meridian;
  private static @Nullable RunningServer still;

  @BeforeAll
  static void start() {
    meridian = Scenario.start();
  }

  @AfterAll
  static void stop() throws Exception {
    meridian.close();
  }

  @Test
  void aTableThatWasDroppedIsThereInTheServerRestoredToTheSecondBefore() throws Exception {
    RunningServer shop = meridian.server("shop").expectClosed().openTo(LOOPBACK).insert(ROWS);
    shop.awaitBackup();
    Instant before = shop.now();
    shop.insert(LATER).dropTable("orders");

    RunningServer restored = shop.restoreTo(before);

    restored.expectClosed().openTo(LOOPBACK).expect(ROWS);
    assertThat(shop.hasOrders()).isFalse();
  }

  @Test
  void theAdminsPasswordIsTheOneOfThatTime() throws Exception {
    RunningServer first = meridian.server("login").openTo(LOOPBACK).insert(ROWS).awaitBackup();
    RunningServer second = first.changePassword("Second-Password-2");
    Instant then = second.now();
    RunningServer third = second.changePassword("Third-Password-3").insert(LATER);

    RunningServer restored = second.restoreTo(then).openTo(LOOPBACK);

    restored
        .expectPassword(RunningServer.FIRST_PASSWORD, false)
        .expectPassword("Second-Password-2", true)
        .expectPassword("Third-Password-3", false)
        .expect(ROWS);
    third.expectPassword("Third-Password-3", true);
  }

  @Test
  void aRestoredServerIsProtectedAndCanBeRestoredItself() throws Exception {
    RunningServer shop = meridian.server("again").openTo(LOOPBACK).insert(ROWS).awaitBackup();
    Instant beforeBirth = shop.now();
    Instant birth = shop.insert(Map.of(5, "sold since")).now();
    Instant afterBirth = shop.now();
    RunningServer child = shop.restoreTo(birth).openTo(LOOPBACK).insert(LATER).awaitBackup();
    Instant then = child.now();
    child.dropTable("orders");

    RunningServer grandchild = child.restoreTo(then).openTo(LOOPBACK);
    var older = Gateway.pointInTime(beforeBirth);
    RunningServer elder = child.restoreTo(older, child.name() + "-older").openTo(LOOPBACK);

    grandchild.expect(Map.of(1, "teapot", 2, "kettle", 3, "sieve", 4, "too late", 5, "sold since"));
    elder.expect(ROWS);
    JsonNode preview = meridian.gateway().preview(child.name(), older);
    assertThat(preview.at("/plannedFrom/serverName").asString()).isEqualTo(shop.name());
    assertThatThrownBy(() -> child.restoreTo(afterBirth))
        .hasMessageContainingAll("target-before-window", "is a restore of " + shop.name());
    shop.expect(Map.of(1, "teapot", 2, "kettle", 3, "sieve", 5, "sold since"));
  }

  /** Neither what protects it, nor what it can be restored from, nor up to when. */
  @Test
  void theSourceOfARestoreIsAsProtectedAsBefore() throws Exception {
    RunningServer shop = meridian.server("kept").openTo(LOOPBACK).insert(ROWS).awaitBackup();
    Instant then = shop.now();
    shop.insert(LATER);
    meridian.gateway().preview(shop.name(), Gateway.pointInTime(then));
    Map<String, String> slot = shop.slot();
    JsonNode backups = meridian.gateway().backups(shop.name());
    JsonNode window = meridian.gateway().window(shop.name());

    shop.restoreTo(then).openTo(LOOPBACK).expect(ROWS);

    // The slot's process, too: nobody else took the slot, not even for a moment.
    assertThat(shop.slot()).isEqualTo(slot).containsEntry("active", "true");
    assertThat(meridian.gateway().backups(shop.name())).isEqualTo(backups);
    Instant later = shop.insert(Map.of(5, "later still")).now();
    meridian.gateway().preview(shop.name(), Gateway.pointInTime(later));
    JsonNode grown = meridian.gateway().window(shop.name());
    assertThat(grown.path("earliest")).isEqualTo(window.path("earliest"));
    assertThat(grown.path("gaps")).isEqualTo(window.path("gaps")).isEmpty();
    assertThat(latest(grown)).isAfter(latest(window));
  }

  private static Instant latest(JsonNode window) {
    return Instant.parse(window.path("latest").asString());
  }

  @Test
  void aPlaceThatTheAdminNamedIsRestored() throws Exception {
    RunningServer shop = meridian.server("named").openTo(LOOPBACK).insert(ROWS).awaitBackup();
    shop.nameRestorePoint("before the migration").insert(LATER);

    var point = Gateway.restorePoint("before the migration");
    assertThat(meridian.gateway().preview(shop.name(), point).at("/settings/note").asString())
        .contains("ALTER SYSTEM had written none");
    RunningServer restored = shop.restoreTo(point, shop.name() + "-point");

    restored.openTo(LOOPBACK).expect(ROWS);
  }

  @Test
  void droppedServersAreListedAndOneIsRestoredTwiceToOneInstant() throws Exception {
    RunningServer gone = meridian.server("gone").openTo(LOOPBACK).insert(ROWS).awaitBackup();
    RunningServer other = meridian.server("gone-too").awaitBackup();
    Instant then = gone.now();
    gone.insert(LATER);
    meridian.gateway().preview(gone.name(), Gateway.pointInTime(then));
    meridian.gateway().drop(gone.name());
    meridian.gateway().drop(other.name());
    meridian.gateway().awaitDropped(List.of(gone.name(), other.name()));

    List<String> names = List.of(gone.name() + "-1", gone.name() + "-2");
    List<String> restores =
        names.stream()
            .map(name -> meridian.gateway().requestRestore(gone.name(), then, name))
            .map(restore -> restore.path("id").asString())
            .toList();
    restores.forEach(id -> meridian.gateway().awaitRestore(id, _ -> {}));
    for (String name : names) {
      meridian.existing(name).openTo(LOOPBACK).expect(ROWS);
    }
  }

  @Test
  void ofARestoreThatSomebodyCancelsNothingIsLeftAndItsNameAndPortAreFree() throws Exception {
    RunningServer shop = still();
    String name = shop.name() + "-again";
    Instant then = shop.now();
    Set<Path> before = meridian.hostFolders();
    String unwanted =
        meridian.gateway().requestRestore(shop.name(), then, name).path("id").asString();
    int port;
    try (HeldPhase held = meridian.holdRestore()) {
      await().atMost(PATIENCE).until(held::holds);
      Set<Path> begun = meridian.hostFolders();
      begun.removeAll(before);
      assertThat(begun).as("its data and its socket").hasSize(2);
      port = port(begun);
      meridian.cli("restore", "cancel", unwanted);
      await().atMost(PATIENCE).until(held::isCancelKnown);
    }
    JsonNode cancelled = meridian.cli("restore", "cancel", unwanted, "--wait");

    assertThat(cancelled.path("status").asString()).isEqualTo("Cancelled");
    assertThat(meridian.hostFolders()).isEqualTo(before);
    assertThat(LoopbackPort.isFree(port)).isTrue();
    assertThat(servers()).doesNotContain(name);
    RunningServer restored =
        shop.restoreTo(Gateway.pointInTime(then), name).openTo(LOOPBACK).expect(ROWS);
    assertThat(meridian.cli("server", "show", restored.name()).at("/endpoint/port").asInt())
        .isEqualTo(port);
  }

  @Test
  void aDrillProvesThatAServerCanBeRestoredAndLeavesNothing() throws Exception {
    RunningServer shop = still();
    Set<Path> before = meridian.hostFolders();
    List<String> servers = servers();

    JsonNode drill = meridian.cli("drill", "run", shop.name(), "--wait");

    assertThat(drill.path("status").asString()).isEqualTo("Verified");
    for (String what : List.of("relations", "pages")) {
      assertThat(drill.at("/findings/%sChecked".formatted(what)).asInt())
          .isPositive()
          .isEqualTo(drill.at("/findings/%sTotal".formatted(what)).asInt());
    }
    assertThat(meridian.cli("drill", "list", shop.name()).path("lastProven")).isEqualTo(drill);
    assertThat(meridian.hostFolders()).isEqualTo(before);
    assertThat(servers()).isEqualTo(servers);
    assertThat(ProcessHandle.allProcesses().map(each -> each.info().commandLine().orElse("")))
        .noneMatch(line -> line.contains(drill.path("id").asString()));
  }

  /** By which the socket's folder is called. */
  private static int port(Set<Path> folders) {
    return folders.stream()
        .filter(folder -> folder.getParent().endsWith("run"))
        .mapToInt(folder -> Integer.parseInt(folder.getFileName().toString()))
        .findFirst()
        .orElseThrow();
  }

  /** One for all that leave it as it is. */
  private static RunningServer still() throws Exception {
    if (still == null) {
      still = meridian.server("still").openTo(LOOPBACK).insert(ROWS).awaitBackup();
      meridian.gateway().preview(still.name(), Gateway.pointInTime(still.now()));
    }
    return still;
  }

  private static List<String> servers() {
    return meridian.cli("server", "list").path("servers").findValuesAsString("name");
  }

  /** The last one here: the others' log is gone, too. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aServerIsRestoredFromThePairedRegionWhileItsOwnRepositoryIsGone() throws Exception {
    RunningServer far = meridian.server("far").openTo(LOOPBACK).insert(ROWS).awaitBackup();
    meridian.gateway().keepInTwoRegions(far.name());
    Instant then = far.now();
    far.insert(LATER);
    meridian.gateway().preview(far.name(), Gateway.pointInTime(then), "local-pair");
    meridian.loseRepository();

    far.restoreTo(then).openTo(LOOPBACK).expect(ROWS);
  }
}

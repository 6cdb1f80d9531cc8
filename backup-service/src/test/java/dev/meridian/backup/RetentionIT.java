package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.copy.Healing;
import dev.meridian.backup.window.RestoreWindow;
import dev.meridian.backup.window.SayWindows;
import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupExpired;
import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.events.BackupEvent.BackupRequested;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lets days go by. */
class RetentionIT {

  private static final UUID OF_LONG_AGO = UUID.fromString("018aaaaa-0000-7000-8000-000000000001");

  @TempDir Path home;

  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Duration> serversLater = new AtomicReference<>(Duration.ZERO);
  private final InstantSource source = () -> Instant.now().plus(later.get());

  /** For the service and its servers. */
  private void letGoBy(Duration time) {
    serversLater.set(time);
    later.set(time);
  }

  /** By the days that have gone by, and looking for what has expired every second. */
  private void start(Deployment meridian, Duration steadyFor, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("--meridian.backup-service.retention.steady-for=" + steadyFor);
    all.add("--meridian.backup-service.retention.first-check-after=1s");
    all.add("--meridian.backup-service.retention.retry-every=1s");
    all.add("--meridian.backup-service.retention.check-every=1s");
    meridian.start(source.withZone(ZoneOffset.UTC), serversLater::get, all.toArray(String[]::new));
  }

  @Test
  void whatNoPromisedInstantNeedsGoesAndNothingElse() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      start(meridian, Duration.ZERO);
      meridian.publish(server.provisioned(Redundancy.Geo));
      BackupCompleted first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst();

      letGoBy(Duration.ofDays(1));
      BackupCompleted second = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast();
      assertThat(second.reason()).isEqualTo(Reason.Scheduled);
      meridian.publish(new BackupPolicyChanged(server.id, 8, Redundancy.Geo, null));
      assertThat(meridian.archive("north", server.id).backups()).hasSizeGreaterThanOrEqualTo(2);

      // Only the service's clock goes ahead: it may be wrong.
      later.set(Duration.ofDays(20));
      meridian.publish(new BackupPolicyChanged(server.id, 9, Redundancy.Geo, null));
      await().atMost(SOON).until(() -> retention(meridian, server).equals("9"));
      await()
          .during(Duration.ofSeconds(4))
          .atMost(SOON)
          .until(() -> meridian.said(BackupExpired.class, server.id).isEmpty());
      letGoBy(Duration.ofDays(20));
      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Geo, null));
      awaitExpired(meridian, server, first.backupId());
      assertThat(meridian.archive("north", server.id).backup(first.backupId())).isEmpty();
      assertThat(meridian.archive("north", server.id).backups()).isNotEmpty();
      assertThat(
              meridian
                  .json("/v1/servers/" + server.id + "/backups/" + first.backupId())
                  .path("state")
                  .asString())
          .isEqualTo("Expired");

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(meridian.archive("south", server.id).backups()).isNotEmpty();
                assertThat(meridian.archive("south", server.id).backup(first.backupId())).isEmpty();
              });

      whatOnlyItsArchiveTellsOfStays(meridian, server);
      String keyName = "servers/" + server.id + "/key.json";
      byte[] key = Files.readAllBytes(home.resolve("north").resolve(keyName));

      meridian.publish(new ServerDropped(server.id));
      await()
          .atMost(SOON)
          .until(() -> meridian.post("/v1/servers/" + server.id + "/backups").statusCode() == 409);
      // One that was due after so many days; it would have ended with its server.
      await().atMost(SOON).until(() -> !isBackedUp(meridian, server));
      letGoBy(Duration.ofDays(90));
      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Geo, null));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(meridian.archive("north", server.id).exists()).isFalse();
                assertThat(meridian.archive("south", server.id).exists()).isFalse();
              });
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          meridian.said(RestoreWindowMoved.class, server.id).getLast().earliest())
                      .isNull());
      assertThat(ids(meridian.said(BackupExpired.class, server.id), BackupExpired::backupId))
          .isEqualTo(
              ids(meridian.said(BackupCompleted.class, server.id), BackupCompleted::backupId));
      nothingBringsItBack(meridian, server, keyName, key);
      // Who looked before it went says nothing after that.
      Instant now = source.instant();
      var before = new RestoreWindow(now, now, now, List.of());
      assertThat(meridian.bean(SayWindows.class).of(Map.of(server.id, before))).isEmpty();

      nothingTellsOfItInTheEnd(meridian, server);
    }
  }

  /** Who was at work when it went still knows its copy. */
  private void nothingBringsItBack(
      Deployment meridian, RunningServer server, String name, byte[] content) throws Exception {
    Path left = home.resolve("south").resolve(name);
    Files.createDirectories(left.getParent());
    Files.write(left, content);
    ServerArchive removed = meridian.archive("north", server.id);
    ServerArchive copy = meridian.archive("south", server.id);

    assertThat(meridian.bean(Healing.class).heal(server.id, removed, name, copy)).isFalse();
    assertThat(removed.exists()).isFalse();
    assertThat(removed.heal(name, copy)).isTrue();
    removed.remove();
    copy.remove();
  }

  /** But for a while that there was such a server. */
  private void nothingTellsOfItInTheEnd(Deployment meridian, RunningServer server)
      throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(tablesThatTellOf(meridian, server)).containsExactly("protected_server"));
    UUID late = UUID.randomUUID();
    meridian.publish(server.provisioned(Redundancy.Geo));
    meridian.publish(new BackupPolicyChanged(server.id, 9, Redundancy.Geo, null));
    meridian.publish(new BackupRequested(server.id, late));
    await()
        .atMost(SOON)
        .until(
            () -> ids(meridian.said(BackupFailed.class, server.id), BackupFailed::backupId),
            failed -> failed.contains(late));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(tablesThatTellOf(meridian, server))
                    .containsExactly("backup", "protected_server"));
    assertThat(meridian.receives(server.id)).isFalse();

    letGoBy(Duration.ofDays(200));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(tablesThatTellOf(meridian, server)).isEmpty());
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files).noneMatch(file -> file.toString().contains(server.id.toString()));
    }
    // Measured every 5 s.
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(meridian.get("/actuator/metrics/meridian.wal.lag").body())
                    .doesNotContain(server.id.toString()));
    assertThat(meridian.get("/actuator/health").body()).doesNotContain(server.id.toString());
    assertThat(meridian.get("/v1/servers/" + server.id + "/backups").statusCode()).isEqualTo(404);
  }

  private static List<String> tablesThatTellOf(Deployment meridian, RunningServer server)
      throws Exception {
    String all =
        meridian.database.query(
            "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'backup'");
    List<String> telling = new ArrayList<>();
    for (String table : all.split(",")) {
      String rows =
          meridian.database.query(
              "SELECT count(*) FROM backup.%s t WHERE t::text LIKE '%%%s%%'"
                  .formatted(table, server.id));
      if (!rows.equals("0")) {
        telling.add(table);
      }
    }
    return telling;
  }

  /** Nothing expires meanwhile, as the clock isn't steady for so long. */
  @Test
  void whatWouldExpireIsToldAndStays() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      start(meridian, Duration.ofHours(1));
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      letGoBy(Duration.ofDays(12));
      UUID second = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast().backupId();
      letGoBy(Duration.ofDays(20));

      String path = "/v1/servers/" + server.name + "/expiry";
      JsonNode ofAWeek =
          await()
              .atMost(SOON)
              .until(() -> meridian.json(path), told -> !told.path("backups").isEmpty());
      assertThat(ofAWeek.path("retentionDays").asInt()).isEqualTo(7);
      assertThat(ofAWeek.path("backups"))
          .extracting(
              backup -> UUID.fromString(backup.path("id").asString()),
              backup -> backup.path("kind").asString())
          .containsExactly(tuple(first, "Full"));
      ServerArchive archive = meridian.archive("north", server.id);
      BackupSummary going = archive.backup(first).orElseThrow();
      assertThat(ofAWeek.path("backups").get(0).path("completedAt").asString())
          .isEqualTo(going.facts().stoppedAt().toString());
      assertThat(ofAWeek.path("backupBytesAtMost").asLong()).isEqualTo(going.storedBytes());
      assertThat(ofAWeek.path("logUpTo").asString())
          .isEqualTo(archive.backup(second).orElseThrow().facts().firstNeeded().toString());
      assertThat(ofAWeek.path("logBytes").asLong()).isPositive();
      assertThat(Instant.parse(ofAWeek.path("windowBegins").asString()))
          .isEqualTo(Instant.parse(ofAWeek.path("asOf").asString()).minus(Duration.ofDays(7)));

      assertThat(meridian.json(path + "?retentionDays=7").path("backups"))
          .isEqualTo(ofAWeek.path("backups"));
      JsonNode longest = meridian.json(path + "?retentionDays=35");
      assertThat(longest.path("retentionDays").asInt()).isEqualTo(35);
      assertThat(longest.path("backups")).isEmpty();
      assertThat(longest.path("windowBegins").asString())
          .isEqualTo(archive.restorableFrom(going.facts()).toString());

      assertThat(archive.backupIds()).contains(first, second);
      for (String bad : List.of("6", "36", "-1")) {
        assertThat(meridian.json(path + "?retentionDays=" + bad).path("code").asString())
            .isEqualTo("backup-retention-invalid");
      }
      assertThat(meridian.json(path + "?retentionDays=week").path("code").asString())
          .isEqualTo("request-invalid");
      assertThat(meridian.get("/v1/servers/nobody/expiry").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void nothingIsRemovedByAClockThatHasJustJumped() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      start(meridian, Duration.ofHours(1));
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      meridian.publish(new ServerDropped(server.id));
      await().atMost(SOON).until(() -> !meridian.receives(server.id));

      letGoBy(Duration.ofDays(60));

      await()
          .during(Duration.ofSeconds(4))
          .atMost(SOON)
          .until(() -> meridian.archive("north", server.id).backups().size() == 1);
      JsonNode all = meridian.json("/v1/servers/" + server.id + "/expiry");
      assertThat(all.path("backups")).hasSize(1);
      assertThat(all.path("logBytes").asLong()).isPositive();
      assertThat(all.has("windowBegins")).isFalse();
    }
  }

  @Test
  void aBackupWhoseManifestIsLostIsKeptUntilItComesBack() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      // By the real clock, unlike the days; no backup runs when it is looked.
      start(meridian, Duration.ZERO, "--meridian.backup-service.retention.incomplete-after=10s");
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      Path folder = home.resolve("north/servers/%s/backups/%s".formatted(server.id, first));
      Path manifest = folder.resolve("manifest");
      Path away = home.resolve("away");
      Files.move(manifest, away);
      List<String> kept = names(folder);

      letGoBy(Duration.ofHours(25));
      meridian.awaitSaid(BackupCompleted.class, server.id, 2);
      meridian.publish(new BackupPolicyChanged(server.id, 8, Redundancy.Local, null));
      await().atMost(SOON).until(() -> retention(meridian, server).equals("8"));
      await()
          .during(Duration.ofSeconds(3))
          .atMost(SOON)
          .untilAsserted(() -> assertThat(names(folder)).isEqualTo(kept));
      assertThat(meridian.said(BackupExpired.class, server.id)).isEmpty();
      assertThat(verification(meridian, server).path("findings"))
          .extracting(finding -> finding.path("object").asString())
          .containsExactly(home.resolve("north").relativize(manifest).toString());
      JsonNode held = meridian.json("/v1/servers/" + server.id + "/expiry");
      assertThat(held.path("lostBackups"))
          .extracting(JsonNode::asString)
          .containsExactly(first.toString());
      assertThat(held.path("backups")).isEmpty();

      Files.move(away, manifest);
      assertThat(verification(meridian, server).path("findings")).isEmpty();
      letGoBy(Duration.ofDays(11));
      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Local, null));
      awaitExpired(meridian, server, first);
      assertThat(manifest).doesNotExist();
    }
  }

  /** Of several that expire, each is said by itself. */
  private static void awaitExpired(Deployment meridian, RunningServer server, UUID backup) {
    await()
        .atMost(SOON)
        .until(
            () -> ids(meridian.said(BackupExpired.class, server.id), BackupExpired::backupId),
            expired -> expired.contains(backup));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonNode verification(Deployment meridian, RunningServer server) {
    String path = "/v1/servers/" + server.id + "/verification";
    meridian.post(path);
    return await()
        .atMost(SOON)
        .until(
            () -> meridian.json(path),
            result -> !result.path("state").asString().equals("Running"));
  }

  private static boolean isBackedUp(Deployment meridian, RunningServer server) {
    return meridian
        .json("/v1/servers/" + server.id + "/backups")
        .path("backups")
        .valueStream()
        .anyMatch(backup -> backup.path("state").asString().equals("Running"));
  }

  /** The service's own database is lost, and for long nobody tells of the server. */
  private void whatOnlyItsArchiveTellsOfStays(Deployment meridian, RunningServer server)
      throws Exception {
    meridian.database.execute(
        "TRUNCATE backup.protected_server, backup.copy_lag, backup.backup_policy");
    // The service looks anew at what it knows.
    meridian.publish(new BackupPolicyChanged(UUID.randomUUID(), 35, Redundancy.Local, null));
    await().atMost(SOON).until(() -> !meridian.receives(server.id));
    meridian.database.execute("TRUNCATE backup.backup");
    String path = "/v1/servers/" + server.id;
    assertThat(meridian.get(path + "/backups").statusCode()).isEqualTo(404);
    List<UUID> before = backups(meridian, "north", server);

    // As long as the original can't be found, its copy tells of the server.
    Files.move(home.resolve("north"), home.resolve("away"));
    JsonNode ofCopy = rebuild(meridian, "north");
    assertThat(ofCopy.path("region").asString()).isEqualTo("south");
    assertThat(ofCopy.path("added").asInt()).isPositive();
    Files.move(home.resolve("away"), home.resolve("north"));
    JsonNode rebuilt = rebuild(meridian);
    assertThat(rebuilt.path("serverId").asString()).isEqualTo(server.id.toString());
    assertThat(rebuilt.path("server").asString()).isEqualTo(server.id.toString());
    assertThat(rebuilt.path("region").asString()).isEqualTo("north");
    assertThat(rebuilt.path("known").asBoolean()).isFalse();
    assertThat(rebuild(meridian).path("added").asInt()).isZero();
    assertThat(meridian.json(path + "/backups").path("backups"))
        .extracting(backup -> UUID.fromString(backup.path("id").asString()))
        .containsAll(before);
    assertThat(meridian.post(path + "/backups").body()).contains("server-unknown");

    assertThat(meridian.get(path + "/expiry").body()).contains("server-unknown");
    JsonNode window = meridian.json(path + "/restore-window");
    assertThat(window.path("earliest").asString("")).isNotEmpty();
    Path abandoned =
        home.resolve("north/servers/%s/backups/%s/pack-000000".formatted(server.id, OF_LONG_AGO));
    Files.createDirectories(abandoned.getParent());
    Files.write(abandoned, new byte[] {1});
    UUID asked = UUID.randomUUID();
    letGoBy(Duration.ofDays(60));
    meridian.publish(new BackupRequested(server.id, asked));
    meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Local, null));
    await().atMost(SOON).until(() -> retention(meridian, server).equals("7"));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(abandoned).exists();
              assertThat(backups(meridian, "north", server)).isEqualTo(before);
              assertThat(backups(meridian, "south", server)).isNotEmpty();
              assertThat(meridian.receives(server.id)).isFalse();
              assertThat(ids(meridian.said(BackupFailed.class, server.id), BackupFailed::backupId))
                  .doesNotContain(asked);
            });
    assertThat(meridian.json(path + "/restore-window")).isEqualTo(window);

    meridian.publish(server.provisioned(Redundancy.Geo));
    await().atMost(SOON).until(() -> meridian.receives(server.id));
    await().atMost(SOON).until(() -> Files.notExists(abandoned));
    await()
        .atMost(SOON)
        .until(
            () -> ids(meridian.said(BackupCompleted.class, server.id), BackupCompleted::backupId),
            completed -> completed.contains(asked));
    await().atMost(SOON).until(() -> !meridian.archive("south", server.id).exists());
    assertThat(rebuild(meridian).path("known").asBoolean()).isTrue();
  }

  private static JsonNode rebuild(Deployment meridian, String... unread) {
    JsonNode answer = JsonMapper.shared().readTree(meridian.post("/v1/repository/rebuild").body());
    assertThat(answer.path("unread"))
        .extracting(each -> each.path("region").asString())
        .containsExactly(unread);
    assertThat(answer.path("servers")).hasSize(1);
    return answer.path("servers").get(0);
  }

  private static List<UUID> backups(Deployment meridian, String region, RunningServer server) {
    return meridian.archive(region, server.id).backups().stream().map(BackupSummary::id).toList();
  }

  /** Others' servers, of tests before this one, have policies, too. */
  private static String retention(Deployment meridian, RunningServer server) throws Exception {
    return meridian.database.query(
        "SELECT max(retention_days) FROM backup.backup_policy WHERE server_id = '%s'"
            .formatted(server.id));
  }

  private static <E> Set<UUID> ids(List<E> events, Function<E, UUID> id) {
    return events.stream().map(id).collect(Collectors.toSet());
  }
}

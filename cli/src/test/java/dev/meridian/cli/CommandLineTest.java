package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.terminal.Terminal;
import dev.meridian.security.fleet.FleetDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Command lines against services that answer as scripted. */
class CommandLineTest {

  private static final String SERVER =
      """
      {'id':'6c0f7a52-0000-4000-8000-000000000001','name':'shop','status':'%s',
       'pricingTier':{'computeTier':'Basic','vCores':1,'storageGb':32,'backupRetentionDays':7,
       'backupRedundancy':'Local','restoreTimeObjective':'PT1H1M30S'},
       'pricingTierApplied':true,'durability':'Synchronous','adminLogin':'ada','postgresVersion':'18.6','region':'here',
       'endpoint':{'host':'127.0.0.1','port':5500},
       'restoreWindow':{'earliest':'2026-11-22T09:00:00Z','latest':'2026-11-22T11:00:00.25Z'},
       'createdAt':'2026-11-22T08:59:00Z'}
      """;

  private static final String RESTORE =
      """
      {'id':'r1','sourceServerName':'shop','newServerName':'shop-1159','status':'%s',
       'target':{'kind':'PointInTime','at':'2026-11-22T10:59:59Z'},'phase':'fetch files',
       'bytesDone':10000000,'bytesTotal':20000000,'requestedAt':'2026-11-22T11:05:00Z'%s}
      """;

  @TempDir Path directory;
  private ScriptedServices services;
  private final Map<String, String> environment = new HashMap<>();
  private final Deque<String> secrets = new ArrayDeque<>();
  private String input = "";

  @BeforeEach
  void startServices() throws IOException {
    services = new ScriptedServices();
    for (String service : List.of("INVENTORY", "BACKUP", "RESTORE", "NETWORK_RULES")) {
      environment.put("MERIDIAN_" + service + "_URL", services.url());
    }
    environment.put("MERIDIAN_DATA_DIR", directory.toString());
  }

  @AfterEach
  void stopServices() {
    services.close();
  }

  @Test
  void aServerIsCreatedWithThePasswordFromStandardInput() {
    services.on("POST /v1/servers", 202, SERVER.formatted("Requested"));
    input = "Correct-Horse-9\nnot this\n";

    Run run = run("server", "create", "shop", "--admin-login", "ada", "--password-stdin");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("shop").contains("Requested").contains("127.0.0.1:5500");
    String body = services.onlyRequest("POST /v1/servers").body();
    assertThat(body)
        .contains("\"adminPassword\":\"Correct-Horse-9\"")
        .contains("\"name\":\"shop\"")
        .contains("\"computeTier\":\"Basic\"");
    assertThat(run.out() + run.err()).doesNotContain("Correct-Horse");
  }

  @Test
  void aServerIsCreatedWithThePasswordFromAFile() throws IOException {
    services.on("POST /v1/servers", 202, SERVER.formatted("Requested"));
    Path file = Files.writeString(directory.resolve("password"), " Correct Horse 9 \r\n");

    run(
        "server",
        "create",
        "shop",
        "--admin-login",
        "ada",
        "--password-file",
        file.toString(),
        "--compute-tier",
        "GeneralPurpose",
        "--storage-gb",
        "100",
        "--postgres-version",
        "17");

    assertThat(services.onlyRequest("POST /v1/servers").body())
        .contains("\"adminPassword\":\" Correct Horse 9 \"")
        .contains("\"computeTier\":\"GeneralPurpose\",\"storageGb\":100,\"vCores\":2")
        .contains("\"postgresVersion\":17");
  }

  @Test
  void aPersonIsAskedForANewPasswordTwice() {
    services.on("POST /v1/servers", 202, SERVER.formatted("Requested"));
    secrets.addAll(List.of("Correct-Horse-9", "Correct-Horse-9"));

    Run run = run("server", "create", "shop", "--admin-login", "ada");

    assertThat(run.exit()).isZero();
    assertThat(services.onlyRequest("POST /v1/servers").body()).contains("Correct-Horse-9");
  }

  @Test
  void twoDifferentPasswordsAreAMistake() {
    secrets.addAll(List.of("Correct-Horse-9", "Correct-Horse-8"));

    Run run = run("server", "create", "shop", "--admin-login", "ada");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("not the same").doesNotContain("Horse");
    assertThat(services.requests()).isEmpty();
  }

  @Test
  void withoutATerminalAPasswordMustComeFromSomewhere() {
    Run run = run("server", "create", "shop", "--admin-login", "ada");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--password-file").contains("--password-stdin");
  }

  @Test
  void aPasswordIsNeverAnArgument() {
    assertThat(run("server", "create", "shop", "--admin-login", "ada", "--password", "x").exit())
        .isEqualTo(2);
  }

  @Test
  void waitingForAServerEndsWhenItIsReady() {
    services
        .on("POST /v1/servers", 202, SERVER.formatted("Requested"))
        .on(
            "GET /v1/servers/6c0f7a52-0000-4000-8000-000000000001",
            200,
            SERVER.formatted("Provisioning"))
        .on("GET /v1/servers/6c0f7a52-0000-4000-8000-000000000001", 200, SERVER.formatted("Ready"));
    input = "Correct-Horse-9\n";

    Run run = run("server", "create", "shop", "--admin-login", "ada", "--password-stdin", "--wait");

    assertThat(run.exit()).isZero();
    assertThat(run.err().lines()).containsExactly("shop: Provisioning", "shop: Ready");
    assertThat(run.out()).contains("Ready");
  }

  @Test
  void waitingForAServerThatFailsSaysWhy() {
    services
        .on("POST /v1/servers", 202, SERVER.formatted("Requested"))
        .on(
            "GET /v1/servers/6c0f7a52-0000-4000-8000-000000000001",
            200,
            "{'name':'shop','status':'Failed','statusReason':'No host has room'}");
    input = "Correct-Horse-9\n";

    Run run = run("server", "create", "shop", "--admin-login", "ada", "--password-stdin", "--wait");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("server-failed: No host has room");
  }

  @Test
  void waitingEndsWhenTimeIsUp() {
    services
        .on("POST /v1/servers", 202, SERVER.formatted("Requested"))
        .on(
            "GET /v1/servers/6c0f7a52-0000-4000-8000-000000000001",
            200,
            SERVER.formatted("Provisioning"));
    input = "Correct-Horse-9\n";

    Run run =
        run(
            "server",
            "create",
            "shop",
            "--admin-login",
            "ada",
            "--password-stdin",
            "--wait",
            "--timeout",
            "0s");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("wait-timed-out");
  }

  @Test
  void serversAreListedInATableThatCutsNothingOff() {
    String name = "a-server-with-the-longest-name-that-a-server-can-have-which-is-";
    services.on(
        "GET /v1/servers",
        200,
        "{'servers':[%s,%s]}"
            .formatted(SERVER.formatted("Ready"), SERVER.formatted("Ready").replace("shop", name)));

    Run run = run("server", "list");

    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("NAME ").contains("STATUS");
    assertThat(lines.get(2)).startsWith(name + "  Ready");
    assertThat(lines.get(1).indexOf("Ready")).isEqualTo(lines.get(2).indexOf("Ready"));
    assertThat(lines.get(1)).contains("2026-11-22T12:00:00.25+01:00");
  }

  @Test
  void jsonIsWhatTheServiceAnswered() {
    services.on("GET /v1/servers?state=dropped", 200, "{'servers':[],'more':{'than':'we know'}}");

    Run run = run("server", "list", "--dropped", "-o", "json");

    assertThat(run.exit()).isZero();
    assertThat(run.out().replaceAll("\\s", ""))
        .isEqualTo("{\"servers\":[],\"more\":{\"than\":\"weknow\"}}");
  }

  @Test
  void durabilityIsNoPartOfAPricingTier() {
    services.on("PATCH /v1/servers/shop", 200, SERVER.formatted("Ready"));

    run("server", "update", "shop", "--durability", "Synchronous");

    assertThat(services.onlyRequest("PATCH /v1/servers/shop").body())
        .isEqualTo("{\"durability\":\"Synchronous\"}");
  }

  @Test
  void anUpdateSendsOnlyWhatChanges() {
    services.on("PATCH /v1/servers/shop", 200, SERVER.formatted("Ready"));

    run("server", "update", "shop", "--backup-retention-days", "35");

    assertThat(services.onlyRequest("PATCH /v1/servers/shop").body())
        .isEqualTo("{\"pricingTier\":{\"backupRetentionDays\":35}}");
    assertThat(run("server", "update", "shop").exit()).isEqualTo(2);
  }

  @Test
  void anotherTierIsWaitedForUntilTheServerRunsWithIt() {
    String applied = SERVER.formatted("Ready");
    String applying = applied.replace("'pricingTierApplied':true", "'pricingTierApplied':false");
    String path = "/v1/servers/6c0f7a52-0000-4000-8000-000000000001";
    services
        .on("PATCH /v1/servers/shop", 200, applying)
        .on("GET " + path, 200, applying)
        .on("GET " + path, 200, applied);

    Run run = run("server", "update", "shop", "--vcores", "1", "--wait");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(services.requests()).hasSize(3);
    assertThat(run.out()).containsPattern("pricing tier +Basic, 1 vCores, 32 GB\n");
    assertThat(run("server", "update", "shop", "--vcores", "1").out())
        .containsPattern("pricing tier +Basic, 1 vCores, 32 GB, being applied\n");
  }

  @ParameterizedTest
  @CsvSource({"5m, PT5M", "90s, PT90S", "1h30m, PT1H30M", "PT2M, PT2M", "soon, soon", "5, 5"})
  void howLongARestoreMayReplayIsWrittenAsTheServiceWantsIt(String given, String sent) {
    services.on("PATCH /v1/servers/shop", 200, SERVER.formatted("Ready"));

    Run run = run("server", "update", "shop", "--restore-time-objective", given);

    assertThat(services.onlyRequest("PATCH /v1/servers/shop").body())
        .isEqualTo("{\"pricingTier\":{\"restoreTimeObjective\":\"%s\"}}".formatted(sent));
    assertThat(run.out()).containsPattern("restore time objective +1h1m30s\n");
    assertThat(run.out()).containsPattern("durability +Synchronous\n");
  }

  @Test
  void aNewServersObjectiveIsTheServicesUsualOneUnlessItIsGiven() {
    services.on("POST /v1/servers", 202, SERVER.formatted("Requested"));
    input = "Correct-Horse-9\n";
    run("server", "create", "shop", "--admin-login", "ada", "--password-stdin");
    assertThat(services.onlyRequest("POST /v1/servers").body())
        .doesNotContain("restoreTimeObjective");

    run(
        "server",
        "create",
        "shop",
        "--admin-login",
        "ada",
        "--password-stdin",
        "--restore-time-objective",
        "30s");
    assertThat(services.requests().getLast().body()).contains("\"restoreTimeObjective\":\"PT30S\"");
  }

  @Test
  void aPasswordChangeIsWaitedFor() {
    services
        .on("POST /v1/servers/shop/admin-password", 202, "{'changeId':'c2'}")
        .on("GET /v1/servers/shop", 200, "{'passwordChange':{'changeId':'c1','state':'Changed'}}")
        .on("GET /v1/servers/shop", 200, "{'passwordChange':{'changeId':'c2','state':'Pending'}}")
        .on("GET /v1/servers/shop", 200, "{'passwordChange':{'changeId':'c2','state':'Changed'}}");
    input = "Correct-Horse-9\n";

    Run run = run("server", "reset-password", "shop", "--password-stdin", "--wait");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("is changed");
    assertThat(services.requests()).hasSize(4);
  }

  @Test
  void aServerThatIsForgottenIsDropped() {
    services
        .on("DELETE /v1/servers/shop", 202, SERVER.formatted("Dropping"))
        .on(
            "GET /v1/servers/6c0f7a52-0000-4000-8000-000000000001",
            200,
            SERVER.formatted("Dropping"))
        .on(
            "GET /v1/servers/6c0f7a52-0000-4000-8000-000000000001",
            404,
            "{'code':'server-not-found'}");

    Run run = run("server", "drop", "shop", "--wait");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Dropped");
  }

  @Test
  void aPersonConfirmsADropByTheServersName() {
    secrets.add("shop-2");
    assertThat(run("server", "drop", "shop").exit()).isEqualTo(1);
    assertThat(services.requests()).isEmpty();

    services.on("DELETE /v1/servers/shop", 202, SERVER.formatted("Dropping"));
    secrets.add("shop");
    assertThat(run("server", "drop", "shop").exit()).isZero();
  }

  @Test
  void backupsAndTheWindowAreShown() {
    services
        .on(
            "GET /v1/servers/shop/backups",
            200,
            "{'backups':[{'id':'b1','state':'Completed','reason':'First','logicalBytes':31400000}]}")
        .on(
            "GET /v1/servers/shop/restore-window",
            200,
            """
            {'earliest':'2026-11-22T09:00:00Z','latest':'2026-11-22T11:00:00Z',
             'gaps':[{'from':'2026-11-22T09:30:00Z','to':'2026-11-22T10:00:00Z'}]}
            """);

    assertThat(run("backup", "list", "shop").out()).contains("b1").contains("31.4 MB");
    assertThat(run("backup", "window", "shop").out())
        .contains("2026-11-22T10:00:00+01:00")
        .contains("not between 2026-11-22T10:30:00+01:00 and 2026-11-22T11:00:00+01:00");
  }

  @Test
  void theRepositoryIsMeasuredAndVerified() {
    services
        .on(
            "GET /v1/repository/statistics",
            200,
            "{'servers':[{'server':'shop','backups':7,'logicalBytes':31400000,'backupBytes':2000000}]}")
        .on(
            "GET /v1/repository/statistics",
            200,
            "{'servers':[{'server':'till'}],'unread':["
                + "{'region':'south','serverId':'s2','why':'It is away'}]}")
        .on("POST /v1/servers/shop/verification", 202, "{'state':'Running'}")
        .on("GET /v1/servers/shop/verification", 200, "{'state':'Running'}")
        .on(
            "GET /v1/servers/shop/verification",
            200,
            "{'state':'Damaged','findings':[{'code':'object-damaged','message':'pack 3 is bad'}]}")
        .on("POST /v1/repository/rebuild", 200, "{'servers':[{'server':'shop','added':2}]}")
        .on(
            "POST /v1/repository/rebuild",
            200,
            "{'servers':[{'server':'s1','region':'north','known':false,'added':3}],'unread':["
                + "{'region':'south','why':'It is away'},"
                + "{'region':'north','serverId':'s2','why':'It is damaged'}]}");

    assertThat(run("repository", "stats").out()).contains("shop").contains("31.4 MB", "2.0 MB");
    Run partly = run("repository", "stats");
    assertThat(partly.exit()).isEqualTo(1);
    assertThat(partly.out()).contains("till", "Cannot read s2 in south: It is away");
    assertThat(partly.err()).contains("repository-unread");
    Run verified = run("repository", "verify", "shop", "--wait");
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.out()).contains("object-damaged: pack 3 is bad");
    assertThat(verified.err()).startsWith("meridian: archive-damaged: ");
    Run whole = run("repository", "rebuild");
    assertThat(whole.exit()).isZero();
    assertThat(whole.out()).isEqualTo("shop: 2 backups added\n");
    Run found = run("repository", "rebuild");
    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.out())
        .contains("s1: 3 backups added, and nothing is known of it but its archive in north")
        .contains("Cannot read the repository in south: It is away")
        .contains("Cannot read s2 in north: It is damaged");
    assertThat(found.err()).startsWith("meridian: repository-unread: ");
  }

  @Test
  void whatWouldExpireIsTold() {
    services
        .on(
            "GET /v1/servers/shop/expiry",
            200,
            """
            {'retentionDays':14,'asOf':'2026-11-22T11:00:00Z','backups':[],'backupBytesAtMost':0,'logBytes':0,
            'windowBegins':'2026-11-20T03:00:00Z','lostBackups':['b7']}
            """)
        .on(
            "GET /v1/servers/shop/expiry?retentionDays=7",
            200,
            """
            {'retentionDays':7,'asOf':'2026-11-22T11:00:00Z','backups':[{'id':'b1','kind':'Full',
            'completedAt':'2026-11-10T11:00:00Z','storedBytes':31400000}],'logUpTo':'0/2000000',
            'backupBytesAtMost':31400000,'logBytes':2000000,'windowBegins':'2026-11-15T11:00:00Z','lostBackups':[]}
            """)
        .on(
            "GET /v1/servers/shop/expiry?retentionDays=99",
            400,
            "{'code':'backup-retention-invalid','detail':'retentionDays is 7 to 35 days; got 99'}");

    Run held = run("repository", "expiry", "shop");
    assertThat(held.exit()).isZero();
    assertThat(held.out())
        .startsWith("Nothing expires while manifests are lost (backups: 1)")
        .containsPattern("retention +14 days")
        .containsPattern("window begins +2026-11-20T04:00:00[+]01:00")
        .doesNotContain("COMPLETED", "log goes up to");
    Run going = run("repository", "expiry", "shop", "--retention-days", "7");
    assertThat(going.out())
        .containsPattern("backups that go +1\n")
        .containsPattern("bytes of backups +at most 31.4 MB")
        .containsPattern("log goes up to +0/2000000")
        .containsPattern("bytes of log +2.0 MB")
        .containsPattern("b1 +Full +2026-11-10T12:00:00[+]01:00 +31.4 MB")
        .doesNotContain("Nothing expires");
    assertThat(run("repository", "expiry", "shop", "--retention-days", "7", "-o", "json").out())
        .contains("\"backupBytesAtMost\"");
    Run refused = run("repository", "expiry", "shop", "--retention-days", "99");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("backup-retention-invalid", "got 99");
  }

  @Test
  void aRegionBeginsAnewOnlyIfItHasLostItsRepository() {
    services
        .on(
            "POST /v1/repository/regions/north/begin-anew",
            200,
            "{'region':'north','repository':'r2'}")
        .on(
            "POST /v1/repository/regions/north/begin-anew",
            409,
            "{'code':'repository-not-lost','detail':'Region north has lost no repository'}");

    Run begun = run("repository", "begin-anew", "north");
    assertThat(begun.exit()).isZero();
    assertThat(begun.out()).isEqualTo("Region north goes on in the repository r2\n");
    Run refused = run("repository", "begin-anew", "north");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("Region north has lost no repository");
  }

  @Test
  void aBackupIsWaitedForAndItsFailureTold() {
    services
        .on("POST /v1/servers/shop/backups", 202, "{'backupId':'b2'}")
        .on("GET /v1/servers/shop/backups/b2", 404, "{'code':'backup-not-found'}")
        .on("GET /v1/servers/shop/backups/b2", 200, "{'id':'b2','state':'Running'}")
        .on(
            "GET /v1/servers/shop/backups/b2",
            200,
            "{'id':'b2','state':'Failed','code':'server-unreachable','failure':'It is down'}");

    Run run = run("backup", "create", "shop", "--wait");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("meridian: server-unreachable: It is down\n");
  }

  @Test
  void aRestoreIsAskedForWaitedForAndShown() {
    services
        .on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Running", ""))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Completed", ""));

    Run run =
        run(
            "restore",
            "create",
            "shop",
            "--to",
            "shop-1159",
            "--at",
            "2026-11-22T11:59:59+01:00",
            "--idempotency-key",
            "k1",
            "--wait");

    assertThat(run.exit()).isZero();
    assertThat(run.err().lines()).containsExactly("fetch files", "Completed");
    assertThat(run.out()).contains("10.0 MB of 20.0 MB").contains("2026-11-22T11:59:59+01:00");
    ScriptedServices.Request request = services.onlyRequest("POST /v1/restores");
    assertThat(request.idempotencyKey()).contains("k1");
    assertThat(request.body())
        .isEqualTo(
            "{\"sourceServer\":\"shop\",\"target\":{\"kind\":\"PointInTime\",\"at\":\"2026-11-22T11:59:59+01:00\"},\"newServerName\":\"shop-1159\"}");
  }

  @Test
  void theLatestIsAskedForWithoutATime() {
    services.on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""));

    assertThat(run("restore", "create", "shop", "--to", "copy", "--latest").exit()).isZero();

    assertThat(services.onlyRequest("POST /v1/restores").body())
        .contains("\"target\":{\"kind\":\"Latest\"}");
  }

  @Test
  void aRestoreNeedsExactlyOneTarget() {
    assertThat(run("restore", "create", "shop", "--to", "copy").exit()).isEqualTo(2);
    assertThat(
            run(
                    "restore",
                    "create",
                    "shop",
                    "--to",
                    "copy",
                    "--latest",
                    "--at",
                    "2026-11-22T11:59:59Z")
                .exit())
        .isEqualTo(2);
  }

  private static final String WINDOW =
      ",'window':{'earliest':'2026-11-22T09:00:00Z','latest':'2026-11-22T11:00:00Z',"
          + "'gaps':[{'from':'2026-11-22T09:30:00Z','to':null}]}";

  private static final String CAN_BE =
      "from 2026-11-22T10:00:00+01:00 to 2026-11-22T12:00:00+01:00, but not between"
          + " 2026-11-22T10:30:00+01:00 and now";

  @Test
  void aRestoreThatIsRejectedLaterFailsWithTheValidWindow() {
    services
        .on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""))
        .on(
            "GET /v1/restores/r1",
            200,
            RESTORE.formatted(
                "Rejected", ",'code':'wal-missing','reason':'Log is missing'" + WINDOW));

    Run run = run("restore", "create", "shop", "--to", "copy", "--latest", "--wait");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .endsWith("meridian: wal-missing: Log is missing (can be restored: " + CAN_BE + ")\n");
    assertThat(run("restore", "show", "r1").out()).contains(CAN_BE);
  }

  @Test
  void aRefusalIsOneLineWithItsCodeAndTheValidWindow() {
    services.on(
        "POST /v1/restores",
        400,
        """
        {'title':'Bad Request','status':400,'code':'target-before-window','detail':'Too early',
         'earliest':'2026-11-22T09:00:00Z','latest':'2026-11-22T11:00:00Z',
         'gaps':[{'from':'2026-11-22T09:30:00Z','to':'2026-11-22T10:00:00Z'}]}
        """);

    Run run = run("restore", "create", "shop", "--to", "copy", "--at", "2020-01-01T00:00:00Z");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "meridian: target-before-window: Too early (can be restored: from"
                + " 2026-11-22T10:00:00+01:00 to 2026-11-22T12:00:00+01:00, but not between"
                + " 2026-11-22T10:30:00+01:00 and 2026-11-22T11:00:00+01:00)\n");
  }

  @Test
  void aTimeWithoutAZoneIsAMistakeThatSaysWhatWouldWork() {
    Run run = run("restore", "create", "shop", "--to", "copy", "--at", "2026-11-22T11:59:59");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("target-time-without-zone")
        .contains("2026-11-22T11:59:59+01:00");
    assertThat(services.requests()).isEmpty();
  }

  private static final String DRILL =
      """
      {'id':'d1','serverName':'shop','status':'%s','targetTime':'2026-11-22T10:59:59Z',
       'requestedAt':'2026-11-23T03:00:00Z','endedAt':'2026-11-23T03:00:09Z'%s}
      """;

  private static final String FINDINGS =
      ",'findings':{'restoreMillis':4210,'relationsChecked':7,'relationsTotal':9,"
          + "'pagesChecked':80,'pagesTotal':80,'heartbeatAt':'2026-11-22T10:59:57Z'}";

  @Test
  void aDrillIsWaitedForAndSaysWhatItProved() {
    services
        .on("POST /v1/servers/shop/drills", 202, DRILL.formatted("Requested", ""))
        .on("GET /v1/drills/d1", 200, DRILL.formatted("Running", ""))
        .on("GET /v1/drills/d1", 200, DRILL.formatted("Verified", FINDINGS));

    Run run = run("drill", "run", "shop", "--wait");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("Verified", "4.2 s", "7 of 9", "80 of 80", ":59:57");
  }

  @Test
  void aDrillThatFailsSaysWhatWasWrong() {
    services
        .on("POST /v1/servers/shop/drills", 202, DRILL.formatted("Requested", ""))
        .on(
            "GET /v1/drills/d1",
            200,
            DRILL.formatted("Failed", ",'code':'page-corrupt','reason':'Page 7 of base/5/16384'"));

    Run run = run("drill", "run", "shop", "--wait");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("page-corrupt: Page 7 of base/5/16384");
  }

  @Test
  void drillsAreListedWithWhenTheServerWasProvenLast() {
    String verified = DRILL.formatted("Verified", FINDINGS);
    services
        .on(
            "GET /v1/servers/shop/drills",
            200,
            "{'drills':[%s],'lastProven':%s}".formatted(verified, verified))
        .on("GET /v1/servers/other/drills", 200, "{'drills':[]}")
        .on("POST /v1/drills/d1/cancel", 202, DRILL.formatted("Cancelling", ""));

    assertThat(run("drill", "list", "shop").out())
        .contains("Last proven: 2026-11-23T", ", to 2026-11-22T", ", in 4.2 s");
    assertThat(run("drill", "list", "other").out()).contains("Never proven");
    assertThat(run("drill", "cancel", "d1").out()).contains("Cancelling");
  }

  @Test
  void restoresAreListedAndShown() {
    services
        .on(
            "GET /v1/restores",
            200,
            "{'restores':[%s]}".formatted(RESTORE.formatted("Running", "")))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Running", ""));

    assertThat(run("restore", "list").out()).contains("shop-1159").contains("fetch files");
    assertThat(run("restore", "show", "r1").out()).contains("Running");
  }

  @Test
  void aFirewallRuleIsCreatedAndWaitedForUntilTheServerHasIt() {
    services
        .on(
            "PUT /v1/servers/shop/firewall-rules/my%20office",
            201, "{'name':'my office','startAddress':'192.0.2.7','endAddress':'192.0.2.7'}")
        .on(
            "GET /v1/servers/shop/firewall-rules",
            200,
            "{'revision':3,'appliedRevision':2,'applied':false,'firewallRules':[]}")
        .on(
            "GET /v1/servers/shop/firewall-rules",
            200,
            "{'revision':3,'appliedRevision':2,'applied':false,'firewallRules':[]}")
        .on(
            "GET /v1/servers/shop/firewall-rules",
            200,
            "{'revision':3,'appliedRevision':3,'applied':true,'firewallRules':[]}");

    Run run =
        run(
            "firewall-rule",
            "create",
            "shop",
            "my office",
            "--start-address",
            "192.0.2.7",
            "--wait");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("my office lets in 192.0.2.7 to 192.0.2.7");
    assertThat(services.requests()).hasSize(4);
  }

  @Test
  void firewallRulesAreListedAndDeleted() {
    services
        .on(
            "GET /v1/servers/shop/firewall-rules",
            200,
            """
            {'revision':1,'applied':false,'firewallRules':[
              {'name':'office','startAddress':'::1','endAddress':'::2'}]}
            """)
        .on("DELETE /v1/servers/shop/firewall-rules/office", 204, "");

    assertThat(run("firewall-rule", "list", "shop").out())
        .contains("office  ::1")
        .contains("doesn't have the last change yet");
    assertThat(run("firewall-rule", "delete", "shop", "office").exit()).isZero();
  }

  @Test
  void anUnreachableServiceIsNamedWithWhatToStart() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    Run run = run("server", "list", "--inventory-url", "http://127.0.0.1:" + port);

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("meridian: service-unreachable: inventory-service")
        .contains("http://127.0.0.1:" + port)
        .contains("meridian up");
  }

  @Test
  void somethingElseAtTheAddressIsToldApart() {
    services.on("GET /v1/servers", 200, "<html>Hello</html>");

    Run run = run("server", "list");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("answer-unreadable");
  }

  @Test
  void aProblemWithoutACodeIsStillOneLine() {
    services.on("GET /v1/servers", 500, "{'title':'Internal Server Error'}");

    Run run = run("server", "list");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("meridian: http-500: Internal Server Error\n");
  }

  @Test
  void theDataDirectorySaysWhereMeridianIs() throws IOException {
    services.on("GET /v1/servers", 200, "{'servers':[]}");
    environment.remove("MERIDIAN_INVENTORY_URL");
    Files.writeString(
        directory.resolve("endpoints.json"),
        "{\"inventory\":\"%s/\",\"kafka\":\"127.0.0.1:1\"}".formatted(services.url()));

    assertThat(run("server", "list").exit()).isZero();

    environment.remove("MERIDIAN_DATA_DIR");
    assertThat(run("server", "list", "--data-dir", directory.toString()).exit()).isZero();
  }

  @Test
  void aSecretIsSealedForOneServer() {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(directory.resolve("fleet"));
    UUID server = UUID.randomUUID();
    services.on("GET /v1/sealing-key", 200, fleet.sealingKey().toJson());
    input = "Correct-Horse-9\n";

    Run run = run("secret", "seal", "--server-id", server.toString(), "--password-stdin");

    assertThat(run.exit()).isZero();
    assertThat(fleet.openingKey().open(server, run.out().strip())).startsWith("SCRAM-SHA-256$");
    assertThat(run.out() + run.err()).doesNotContain("Horse");
  }

  @Test
  void anotherKindOfKeySealsNothing() {
    services.on("GET /v1/sealing-key", 200, "{'not':'a key'}");
    input = "Correct-Horse-9\n";

    Run run =
        run(
            "secret",
            "seal",
            "--server-id",
            "6c0f7a52-0000-4000-8000-000000000001",
            "--password-stdin");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("sealing-key-malformed").doesNotContain("Horse");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExample(List<String> command) {
    Run run = run(Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new));

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("For example:").contains("  meridian ");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "firewall-rule delete | Sessions from addresses that no rule allows any more are ended",
        "firewall-rule create | Sessions from addresses that no rule allows any more are ended",
        "server update | Another compute tier, other vCores or more storage restart the server",
        "server update | Nothing tells when the rest is in force, so that isn't waited for"
      })
  void helpSaysWhatHappensToWhoIsConnectedAndWhatIsWaitedFor(String command, String told) {
    Run run = run((command + " --help").split(" "));

    assertThat(run.out().replaceAll("\\s+", " ")).contains(told);
  }

  static Stream<List<String>> commands() {
    CommandLine root =
        MeridianCommand.commandLine(
            new Terminal(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                new ByteArrayInputStream(new byte[0]),
                null,
                Map.of(),
                ZoneId.of("UTC")));
    return commands(root, List.of());
  }

  private static Stream<List<String>> commands(CommandLine command, List<String> path) {
    return Stream.concat(
        Stream.of(path),
        command.getSubcommands().entrySet().stream()
            .filter(each -> !each.getKey().equals("generate-completion"))
            .flatMap(
                each ->
                    commands(
                        each.getValue(),
                        Stream.concat(path.stream(), Stream.of(each.getKey())).toList())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "server", "servr", "server list --what"})
  void aWrongCommandLineIsTold(String line) {
    Run run =
        run(Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("meridian: ");
  }

  private Run run(String... arguments) {
    return Run.of(environment, secrets, input, arguments);
  }
}

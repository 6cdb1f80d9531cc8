package dev.meridian.portal;

import static dev.meridian.portal.Shop.ID;
import static dev.meridian.portal.Shop.RESTORE;
import static dev.meridian.portal.Shop.RESTORED;
import static dev.meridian.portal.Shop.restore;
import static dev.meridian.portal.Shop.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages show what the services say, and ask them for what a form says. */
class PagesTest {

  private static final String PASSWORD = "Correct-Horse-7";

  private static ScriptedService services;
  private static RunningPortal portal;
  private static RunningPortal alone;

  @BeforeAll
  static void start() throws Exception {
    services = new ScriptedService();
    portal = RunningPortal.start(services.url());
    alone =
        RunningPortal.start(
            services.url(),
            "--meridian.portal.backup.url=http://127.0.0.1:1",
            "--meridian.portal.restore.url=http://127.0.0.1:1",
            "--meridian.portal.network-rules.url=http://127.0.0.1:1");
  }

  @AfterAll
  static void stop() {
    portal.close();
    alone.close();
    services.close();
  }

  @BeforeEach
  void script() {
    Shop.script(services);
  }

  @Test
  void theListShowsWhatCanBeRestored() throws Exception {
    assertThat(portal.get("/servers").body())
        .contains("shop", "Ready", "10.1.2.3:5500", "General Purpose", "14 days")
        .contains("Geographically redundant", "2026-11-20 08:00:07 UTC", "2026-11-22 10:58:31 UTC");
  }

  @Test
  void anEmptyListLeadsToCreate() throws Exception {
    services.answers("GET /v1/servers", 200, "{\"servers\":[]}");

    assertThat(portal.get("/servers").body()).contains("No servers yet", "href=\"/new-server\"");
  }

  @Test
  void theOverviewShowsWhatWasProvenLast() throws Exception {
    assertThat(text(portal.get("/servers/shop").body()))
        .containsPattern(
            "Last proven: 2026-11-21 04:00:00 UTC,\\s+to 2026-11-20 12:30:45 UTC, in 4.2 s")
        .contains("The drill of 2026-11-22 04:00:00 UTC has failed: Index orders_pkey is corrupt");
    services.answers("GET /v1/servers/" + ID + "/drills", 200, "{\"drills\":[]}");
    assertThat(portal.get("/servers/shop").body()).contains("Never proven yet");
  }

  @Test
  void theOverviewShowsWhatWasFoundInTheArchive() throws Exception {
    assertThat(text(portal.get("/servers/shop").body()))
        .contains("Read 2026-11-22 03:00:00 UTC, a sample of it: it is what was written.");

    String pack = "servers/%s/backups/%s/pack-000000".formatted(ID, ID);
    services.answers(
        "GET /v1/servers/" + ID + "/verification",
        200,
        """
        {"state":"Damaged","scope":"All","endedAt":"2026-11-22T03:00:00Z",
         "findings":[{"code":"object-damaged","object":"%s","message":"Chunk 3 is bad"}],
         "healed":[{"code":"object-missing","object":"timeline","message":"It is not there"}]}
        """
            .formatted(pack));
    assertThat(text(portal.get("/servers/shop").body()))
        .contains("1 object is damaged or missing, and no copy could heal it", pack)
        .contains("Chunk 3 is bad", "Healed from the other region: 1 object")
        .doesNotContain("it is what was written");

    services.answers("GET /v1/servers/" + ID + "/verification", 404, "{}");
    assertThat(portal.get("/servers/shop").body()).contains("Not read yet");
  }

  @Test
  void theOverviewShowsWhatEachServiceKnows() throws Exception {
    assertThat(portal.get("/servers/shop").body())
        .contains("General Purpose, 2 vCores, 20 GB", "14 days, geographically redundant")
        .contains("No rules: nobody can connect")
        .contains("2026-11-22 10:58:31 UTC", "Not between", "2026-11-21 01:00:00 UTC", "now")
        .contains("First, 4.2 MB stored", "Completed")
        .contains("Restored from", ">old<", "2026-11-19 11:00:00 UTC")
        .contains("postgresql://ada@10.1.2.3:5500/app")
        .contains("shop-1159");
  }

  @Test
  void theRestOfThePageIsThereWhenServicesAreDown() throws Exception {
    HttpResponse<String> page = alone.get("/servers/shop");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("backup-service can", "network-rules-service can", "restore-service can")
        .contains("General Purpose, 2 vCores", "As last heard", "2026-11-22 10:58:31 UTC");
    assertThat(alone.get("/servers/shop/restore").body()).contains("backup-service can", "Restore");
    assertThat(alone.get("/servers/shop/connection-security").body())
        .contains("network-rules-service can");
  }

  @Test
  void aPageThatNeedsAServiceThatIsDownNamesIt() throws Exception {
    HttpResponse<String> page = alone.get("/restores/" + RESTORE);

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).contains("restore-service can");
  }

  @Test
  void aServerThatIsNotThereHasAPageThatSaysSo() throws Exception {
    services.refuses(
        "GET /v1/servers/none",
        404,
        "{\"code\":\"server-not-found\",\"detail\":\"There is no server none\"}");

    HttpResponse<String> page = portal.get("/servers/none");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("There is no server none");
  }

  @Test
  void aNewServerIsAskedForAsTheFormSays() throws Exception {
    services.answers("POST /v1/servers", 202, Shop.server("Requested"));

    HttpResponse<String> answer = portal.submit("/new-server", "/servers", newServer(PASSWORD));

    assertThat(answer.statusCode()).isBetween(302, 303);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/servers/" + ID);
    assertThat(services.asked().getLast().body())
        .contains("\"name\":\"shop\"", "\"postgresVersion\":18", "\"region\":\"north\"")
        .contains("\"vCores\":4", "\"storageGb\":50", "\"backupRetentionDays\":21")
        .contains("\"restoreTimeObjective\":\"PT15M\"")
        .contains("\"backupRedundancy\":\"Geo\"", "\"adminPassword\":\"" + PASSWORD + "\"");
  }

  private static Map<String, String> newServer(String repeated) {
    Map<String, String> form = new HashMap<>();
    form.put("restoreTimeObjective", "PT15M");
    form.putAll(
        Map.of(
            "name", "shop",
            "adminLogin", "ada",
            "adminPassword", PASSWORD,
            "repeatedPassword", repeated,
            "postgresVersion", "18",
            "region", "north",
            "vCores", "4",
            "storageGb", "50",
            "backupRetentionDays", "21",
            "backupRedundancy", "Geo"));
    return form;
  }

  @Test
  void errorsStandBesideTheirFieldsAndThePasswordIsForgotten() throws Exception {
    services.refuses(
        "POST /v1/servers",
        400,
        """
        {"code":"server-name-invalid","detail":"first","errors":[
          {"field":"name","code":"a","message":"A name is like this"},
          {"field":"pricingTier.storageGb","code":"b","message":"storageGb is 5 to 9 GB; got 50"},
          {"field":"somethingElse","code":"c","message":"Something else is wrong"}]}
        """);

    HttpResponse<String> page = portal.submit("/new-server", "/servers", newServer(PASSWORD));

    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .containsPattern("id=\"name-error\"[^>]*>A name is like this")
        .containsPattern("id=\"storageGb-error\"[^>]*>Must be 5 to 9 GB; got 50")
        .contains("<p>Something else is wrong</p>", "2 fields need another look")
        .contains("value=\"shop\"", "value=\"50\"")
        .doesNotContain(PASSWORD);
  }

  @Test
  void twoPasswordsThatDifferAreNotSent() throws Exception {
    HttpResponse<String> page = portal.submit("/new-server", "/servers", newServer("Other-1"));

    assertThat(page.body()).contains("The two passwords differ").doesNotContain(PASSWORD);
    assertThat(services.asked()).noneMatch(asked -> asked.method().equals("POST"));
  }

  @Test
  void whatSomebodyTypedIsText() throws Exception {
    services.refuses("POST /v1/servers", 400, "{\"detail\":\"<b>no</b>\"}");
    Map<String, String> form = new HashMap<>(newServer(PASSWORD));
    form.put("name", "\"><script>alert(1)</script>");

    assertThat(portal.submit("/new-server", "/servers", form).body())
        .doesNotContain("<script>alert", "<b>no");
  }

  @Test
  void theTiersOptionsFollowItsChoice() throws Exception {
    String page = portal.get("/new-server?computeTier=Basic", "HX-Request", "true").body();

    assertThat(page).contains("Basic is backed up in its own region only");
    assertThat(page).doesNotContain("<option value=\"64\"");
    assertThat(portal.get("/new-server").body()).contains("value=\"64\"", "value=\"1\"");
  }

  @Test
  void aRestoreIsAskedForInOneInstantAndOnce() throws Exception {
    services.answers("POST /v1/restores", 202, restore("Requested"));

    HttpResponse<String> answer =
        portal.submit(
            "/servers/shop/restore",
            "/servers/shop/restore",
            Map.of(
                "target", "time",
                "time", "2026-11-22T11:59:59",
                "zone", "Europe/Berlin",
                "newServerName", "shop-1159",
                "key", "once"));

    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .endsWith("/restores/" + RESTORE);
    ScriptedService.Asked asked = services.asked().getLast();
    assertThat(asked.header("Idempotency-Key")).isEqualTo("once");
    assertThat(asked.body()).contains("\"at\":\"2026-11-22T10:59:59Z\"", "\"PointInTime\"");
  }

  @Test
  void whoseSettingsANewServerHasIsAskedForAndKeptWhenTheRestoreIsRefused() throws Exception {
    String path = "/servers/shop/restore";
    assertThat(portal.get(path).body())
        .contains("value=\"AsOfTarget\" selected=\"selected\"")
        .doesNotContain("value=\"TierDefaults\" selected");
    services.answers(
        "POST /v1/restores",
        400,
        """
        {"code":"settings-invalid","field":"settings","detail":"settings is one of two"}
        """);

    String page =
        portal
            .submit(
                path,
                path,
                Map.of("target", "latest", "newServerName", "x-1", "settings", "TierDefaults"))
            .body();

    assertThat(services.asked())
        .anyMatch(asked -> asked.body().contains("\"settings\":\"TierDefaults\""));
    assertThat(page)
        .contains("value=\"TierDefaults\" selected=\"selected\"")
        .doesNotContain("value=\"AsOfTarget\" selected")
        .contains("id=\"settings-error\"", "aria-describedby=\"settings-hint settings-error\"");
  }

  @Test
  void moreStorageIsAskedForWhereTheDataNeedsIt() throws Exception {
    String path = "/servers/shop/restore";
    services.answers(
        "POST /v1/restores",
        400,
        """
        {"code":"storage-too-small","field":"pricingTier.storageGb","detail":"The data takes 31 GB"}
        """);
    Map<String, String> form = new HashMap<>(Map.of("target", "latest", "newServerName", "x-1"));

    assertThat(portal.submit(path, path, form).body())
        .containsPattern("id=\"storageGb-error\"[^>]*>The data takes 31 GB");
    assertThat(services.asked()).noneMatch(asked -> asked.body().contains("pricingTier"));
    form.put("storageGb", "many");
    assertThat(portal.submit(path, path, form).body()).contains("Enter a whole number, such as 20");
    form.put("storageGb", "40");
    assertThat(portal.submit(path, path, form).body()).contains("value=\"40\"");
    assertThat(services.asked())
        .anyMatch(asked -> asked.body().contains("\"pricingTier\":{\"storageGb\":40}"));
  }

  @Test
  void aTimeThatTheClocksShowedTwiceIsNotGuessed() throws Exception {
    Map<String, String> form =
        Map.of("time", "2026-10-25T02:30:00", "zone", "Europe/Berlin", "newServerName", "x-1");

    assertThat(portal.submit("/servers/shop/restore", "/servers/shop/restore", form).body())
        .contains("showed this time twice", "+02:00", "+01:00");
    assertThat(services.asked()).noneMatch(asked -> asked.method().equals("POST"));
  }

  @Test
  void theTimesOfARefusalAreShownAsAllTimesAre() throws Exception {
    services.answers(
        "POST /v1/restores",
        400,
        """
        {"code":"target-before-window","field":"target.at",
         "detail":"2026-11-22T07:00:00Z is too early; the first is 2026-11-22T08:00:07.5Z, not 2026-02-30T00:00:00Z"}
        """);
    Map<String, String> form =
        Map.of("time", "2026-11-22T08:00:00", "zone", "Europe/Berlin", "newServerName", "x-1");

    String page = portal.submit("/servers/shop/restore", "/servers/shop/restore", form).body();

    assertThat(page)
        .contains(
            "datetime=\"2026-11-22T07:00:00Z\"", "2026-11-22 07:00:00 UTC</time> is too early;")
        .contains("2026-11-22 08:00:07 UTC</time>, not 2026-02-30T00:00:00Z</p>");
  }

  @Test
  void aRefusalSaysWhatCanBeRestoredWhereThePageDoesNot() throws Exception {
    services.answers(
        "POST /v1/restores",
        400,
        """
        {"code":"target-in-gap","field":"target.at","detail":"There is a gap",
         "earliest":"2026-11-22T07:00:00Z","latest":"2026-11-22T09:00:00Z",
         "gaps":[{"from":"2026-11-22T08:00:00Z","to":"2026-11-22T08:10:00Z"}]}
        """);
    String path = "/servers/shop/restore";
    Map<String, String> form =
        Map.of("time", "2026-11-22T08:05:00", "zone", "UTC", "newServerName", "x-1");

    assertThat(text(portal.submit(path, path, form).body())).doesNotContain("It can be restored");
    services.refuses("GET /v1/servers/" + ID + "/restore-window", 503, "{}");
    assertThat(text(portal.submit(path, path, form).body()))
        .contains(
            "It can be restored from 2026-11-22 07:00:00 UTC to 2026-11-22 09:00:00 UTC, but not"
                + " between 2026-11-22 08:00:00 UTC and 2026-11-22 08:10:00 UTC.");
  }

  @Test
  void aRejectedRestoreShowsWhatCouldBeRestored() throws Exception {
    services.answers(
        "GET /v1/restores/" + RESTORE,
        200,
        restore("Rejected")
            .replace(
                "\"requestedAt\"",
                """
                "window":{"earliest":"2026-11-22T07:00:00Z","latest":"2026-11-22T09:00:00Z",
                  "gaps":[{"from":"2026-11-22T08:00:00Z","to":null}]},"requestedAt"\
                """));

    assertThat(text(portal.get("/restores/" + RESTORE).body()))
        .containsPattern("Can be restored from\\s*2026-11-22 07:00:00 UTC")
        .containsPattern("To\\s*2026-11-22 09:00:00 UTC")
        .containsPattern("Not between\\s*2026-11-22 08:00:00 UTC and\\s*now");
  }

  private static String text(String page) {
    return page.replaceAll("<[^>]*>", "");
  }

  @Test
  void progressShowsThePhase() throws Exception {
    assertThat(portal.get("/restores/" + RESTORE).body())
        .contains("Fetch files", "1.0 MB of 4.0 MB", "class=\"current\"", "aria-current=\"step\"")
        .doesNotContain("replayed to", " left<");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'kind':'Latest'} | the latest",
        "{'kind':'PointInTime','at':'2026-11-22T10:00:00Z'} | 2026-11-22 10:00:00 UTC",
        "{'kind':'LogPosition','lsn':'16/B374D848'} | position 16/B374D848",
        "{'kind':'BeforeTransaction','transactionId':48213} | before transaction 48213",
        "{'kind':'AfterTransaction','transactionId':48213} | after transaction 48213",
        "{'kind':'NamedPoint','name':'payday'} | restore point payday",
        "{'kind':'BackupEnd','backupId':'018f0000-0000-7000-8000-000000000004'}"
            + " | backup 018f0000-0000-7000-8000-000000000004"
      })
  void progressSaysWhatTheRestoreAimsAt(String target, String words) throws Exception {
    services.answers(
        "GET /v1/restores/" + RESTORE,
        200,
        restore("Running")
            .replaceFirst("\"target\":[{][^}]*[}]", "\"target\":" + target.replace('\'', '"')));

    assertThat(text(portal.get("/restores/" + RESTORE).body()))
        .containsPattern("Target" + Pattern.quote(words) + "\\s*Status");
  }

  @Test
  void progressShowsToWhenTheLogIsReplayedAndHowLongItStillTakes() throws Exception {
    services.answers(
        "GET /v1/restores/" + RESTORE,
        200,
        restore("Running")
            .replace("fetch files", "recover")
            .replace(
                "\"requestedAt\"",
                "\"replayedTo\":\"2026-11-22T09:30:00Z\",\"estimatedSecondsLeft\":125,\"requestedAt\""));

    assertThat(text(portal.get("/restores/" + RESTORE).body()))
        .containsPattern("replayed to\\s*2026-11-22 09:30:00 UTC")
        .contains("about 2 min 5 s left");
  }

  @Test
  void whoseDataARestoreTakesIsSaidWhereThatIsNotItsSources() throws Exception {
    String page = "/restores/" + RESTORE;
    assertThat(portal.get(page).body()).doesNotContain("Data from");
    String planned = "\"plannedFrom\":{\"serverId\":\"%s\",\"serverName\":\"till\"},".formatted(ID);
    services.answers("GET /v1" + page, 200, restore("Planned").replaceFirst("\\{", "{" + planned));

    assertThat(text(portal.get(page).body())).contains("till, which shop was itself restored from");
    assertThat(text(portal.get("/servers/shop/restore").body()))
        .containsPattern("shop was itself restored from old\\s+as of 2026-11-19 11:00:00 UTC");
  }

  @Test
  void aRestoreCanBeGivenUpWhileItIsUnderWay() throws Exception {
    String page = "/restores/" + RESTORE;
    services.answers("POST /v1" + page + "/cancel", 202, restore("Cancelling"));

    assertThat(portal.submit(page, page + "/cancel", Map.of()).statusCode()).isBetween(302, 303);
    assertThat(services.asked()).anyMatch(asked -> asked.path().endsWith("/cancel"));
    services.answers("GET /v1" + page, 200, restore("Cancelled"));
    assertThat(portal.get(page).body())
        .doesNotContain("Cancel the restore")
        .contains("Try another restore");
  }

  @Test
  void anOpenPageHearsOfChangesAndIsLedOn() throws Exception {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    HttpResponse<InputStream> stream =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(portal.url().resolve("/restores/" + RESTORE + "/live"))
                    .build(),
                BodyHandlers.ofInputStream());
    Thread reader =
        Thread.ofVirtual()
            .start(
                () ->
                    new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))
                        .lines()
                        .forEach(lines::add));
    await().until(() -> lines.stream().anyMatch(line -> line.contains("1.0 MB of 4.0 MB")));

    services.answers("GET /v1/restores/" + RESTORE, 200, restore("Completed"));

    await().until(() -> lines.contains("event:go") && lines.contains("data:/servers/" + RESTORED));
    assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    // Unchanged in between, it wasn't sent again.
    assertThat(lines.stream().filter("event:progress"::equals)).hasSize(2);
  }

  @Test
  void myAddressIsTheOneThatThePortalSees() throws Exception {
    services.answers("PUT /v1/servers/" + ID + "/firewall-rules/client-127-0-0-1", 201, "{}");

    portal.submit(
        "/servers/shop/connection-security",
        "/servers/shop/connection-security",
        Map.of("mine", "yes"));

    assertThat(services.asked())
        .anyMatch(asked -> asked.method().equals("PUT") && asked.body().contains("127.0.0.1"));
  }

  @Test
  void whoIsCutOffIsSaidBeforeItIsDone() throws Exception {
    String page = "/servers/shop/connection-security";
    String ends = "Removing a rule ends the open sessions that no other rule lets in.";
    assertThat(portal.get(page).body()).doesNotContain(ends);
    services.answers(
        "GET /v1/servers/" + ID + "/firewall-rules",
        200,
        rules("{\"name\":\"office\",\"startAddress\":\"10.0.0.1\",\"endAddress\":\"10.0.0.9\"}"));

    assertThat(portal.get(page).body()).contains(ends);
    assertThat(portal.get("/servers/shop/pricing-tier").body())
        .contains("restarts it: open connections are lost");
  }

  @Test
  void aServerIsDroppedByItsNameOnly() throws Exception {
    services.answers("DELETE /v1/servers/" + ID, 202, "{}");

    portal.submit("/servers/shop/drop", "/servers/shop/drop", Map.of("confirm", "other"));
    assertThat(services.asked()).noneMatch(asked -> asked.method().equals("DELETE"));
    portal.submit("/servers/shop/drop", "/servers/shop/drop", Map.of("confirm", "shop"));
    assertThat(services.asked()).anyMatch(asked -> asked.method().equals("DELETE"));
  }

  @Test
  void howLongARestoreMayReplayIsShownAndChosen() throws Exception {
    assertThat(portal.get("/servers/shop").body()).contains("1 minute 30 seconds of replay");
    assertThat(portal.get("/new-server").body())
        .contains("<option value=\"PT5M\" selected=\"selected\">5 minutes</option>")
        .doesNotContain("PT1M30S");
    assertThat(portal.get("/servers/shop/pricing-tier").body())
        .contains("<option value=\"PT1M30S\" selected=\"selected\">1 minute 30 seconds</option>")
        .contains("<option value=\"PT24H\">24 hours</option>");
    services.answers("PATCH /v1/servers/" + ID, 200, "{}");

    Map<String, String> form = tier("14");
    form.put("restoreTimeObjective", "PT1H");
    portal.submit("/servers/shop/pricing-tier", "/servers/shop/pricing-tier", form);

    assertThat(services.asked().getLast().body())
        .contains("\"backupRetentionDays\":14", "\"restoreTimeObjective\":\"PT1H\"");
  }

  @Test
  void anObjectiveThatIsRefusedIsSaidBesideItsField() throws Exception {
    services.refuses(
        "PATCH /v1/servers/" + ID,
        400,
        """
        {"code":"restore-time-objective-invalid","field":"pricingTier.restoreTimeObjective",
         "detail":"restoreTimeObjective is PT30S to PT24H; got PT1S"}
        """);

    Map<String, String> form = tier("14");
    form.put("restoreTimeObjective", "PT1S");
    HttpResponse<String> answer =
        portal.submit("/servers/shop/pricing-tier", "/servers/shop/pricing-tier", form);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("id=\"restoreTimeObjective-error\"", "PT30S to PT24H; got PT1S")
        .contains("<option value=\"PT1S\" selected=\"selected\">1 second</option>");
  }

  @Test
  void aShorterRetentionNeedsTheServersName() throws Exception {
    services.answers("PATCH /v1/servers/" + ID, 200, "{}");
    Map<String, String> form = tier("9");

    assertThat(
            portal.submit("/servers/shop/pricing-tier", "/servers/shop/pricing-tier", form).body())
        .contains("everything older than 9 days");
    assertThat(services.asked()).noneMatch(asked -> asked.method().equals("PATCH"));
    form.put("confirm", "shop");
    portal.submit("/servers/shop/pricing-tier", "/servers/shop/pricing-tier", form);
    assertThat(services.asked()).anyMatch(asked -> asked.method().equals("PATCH"));
  }

  private static Map<String, String> tier(String retentionDays) {
    Map<String, String> form =
        new HashMap<>(Map.of("computeTier", "GeneralPurpose", "vCores", "2", "storageGb", "20"));
    form.put("backupRetentionDays", retentionDays);
    form.put("backupRedundancy", "Geo");
    return form;
  }
}

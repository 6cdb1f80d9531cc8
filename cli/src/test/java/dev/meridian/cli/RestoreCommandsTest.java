package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What restores can be asked for, foreseen and given up by the command line. */
class RestoreCommandsTest {

  private static final String RESTORE = "{'id':'r1','status':'%s'%s}";

  private static final String PREVIEW =
      """
      {'sourceServerName':'shop','target':{'kind':'Latest'},
       'lastCommit':{'at':'2026-11-22T10:58:03Z','transactionId':48213,'lsn':'0/3000060'},
       'nextCommit':{'at':'2026-11-22T11:00:01Z','transactionId':48214,'lsn':'0/3000100'},
       'explanation':'Any target in between has the same result',
       'backup':{'id':'b1','completedAt':'2026-11-22T09:00:00Z','because':'1 object is missing of b2'},
       'plannedFrom':{'serverId':'s1','serverName':'till',
       'explanation':'planned from till, of which shop is a restore as of noon'},
       'fromRegion':'east','fromRegionBecause':'region west can not be read',
       'pricingTier':{'computeTier':'MemoryOptimized','vCores':8,'storageGb':200,
       'backupRetentionDays':14,'backupRedundancy':'Geo',
       'restoreTimeObjective':'PT2M'},'region':'east',
       'dataBytes':31400000,'walBytes':2000000,'storageNote':'The log may add to it','estimatedSeconds':4.2,
       'estimateBasis':'7 measured restores','objectsPresent':true,
       'adminPassword':{'login':'ada','note':'The password that was set at noon'},
       'settings':{'choice':'AsOfTarget','carried':['work_mem = 7MB'],'note':'As of 10:00'},
       'notCarriedOver':['firewall rules','replication slots']}
      """;

  @TempDir Path directory;
  private ScriptedServices services;

  @BeforeEach
  void startServices() throws IOException {
    services = new ScriptedServices();
  }

  @AfterEach
  void stopServices() {
    services.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "preview"})
  void theNewServersTierIsGivenAsThatOfAnyServer(String command) {
    services
        .on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""))
        .on("POST /v1/restores/preview", 200, PREVIEW);

    Run run =
        run(
            "restore %s shop --to big --latest --compute-tier MemoryOptimized --vcores 8 --storage-gb 200 --backup-retention-days 14 --backup-redundancy Geo --restore-time-objective 2m --region east --from-region west --settings TierDefaults"
                .formatted(command));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(services.requests().getFirst().body())
        .contains(
            "\"pricingTier\":{\"computeTier\":\"MemoryOptimized\",\"vCores\":8,\"storageGb\":200,\"backupRetentionDays\":14,\"backupRedundancy\":\"Geo\",\"restoreTimeObjective\":\"PT2M\"}")
        .contains("\"region\":\"east\"", "\"fromRegion\":\"west\"", "\"newServerName\":\"big\"")
        .contains("\"settings\":\"TierDefaults\"");
  }

  @Test
  void whatIsNotSaidIsLeftToTheSource() {
    services.on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""));

    run("restore create shop --to copy --latest --vcores 4");

    assertThat(services.onlyRequest("POST /v1/restores").body())
        .contains("\"pricingTier\":{\"vCores\":4}")
        .doesNotContain("egion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lsn 16/B374D848 | {\"kind\":\"LogPosition\",\"lsn\":\"16/B374D848\"}",
        "--before-xid 7    | {\"kind\":\"BeforeTransaction\",\"transactionId\":7}",
        "--after-xid 7     | {\"kind\":\"AfterTransaction\",\"transactionId\":7}",
        "--backup b1       | {\"kind\":\"BackupEnd\",\"backupId\":\"b1\"}",
        "--point migration | {\"kind\":\"NamedPoint\",\"name\":\"migration\"}"
      })
  void eachTargetHasItsOption(String option, String target) {
    services.on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""));

    run("restore create shop --to copy " + option);

    assertThat(services.onlyRequest("POST /v1/restores").body()).contains("\"target\":" + target);
  }

  @Test
  void aPreviewSaysWhatTheRestoreWouldComeTo() {
    services.on("POST /v1/restores/preview", 200, PREVIEW);

    Run run = run("restore preview shop --latest");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("2026-11-22T11:58:03+01:00, transaction 48213 at 0/3000060")
        .contains("2026-11-22T12:00:01+01:00, transaction 48214")
        .contains("b1, since 1 object is missing of b2", "all are present")
        .contains("region east, since region west can not be read")
        .contains("MemoryOptimized, 8 vCores, 200 GB, backups kept 14 days, Geo")
        .containsPattern("data from +planned from till, of which shop is a restore as of noon")
        .contains("31.4 MB", "2.0 MB", "5 s (7 measured restores)")
        .contains("The password that was set at noon")
        .contains("As of 10:00", "work_mem = 7MB", "The log may add to it")
        .contains("firewall rules, replication slots");
    assertThat(services.requests()).hasSize(1);
  }

  @Test
  void aPreviewOfWhatCannotBeIsRefusedWithItsCode() {
    services.on(
        "POST /v1/restores/preview", 400, "{'code':'storage-too-small','detail':'It takes 31 GB'}");

    Run run = run("restore preview shop --latest --storage-gb 5");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("meridian: storage-too-small: It takes 31 GB\n");
  }

  @Test
  void theCommitsOfATimeAreListedAndHowToGoOn() {
    services.on(
        "GET /v1/servers/shop/commits?from=2026-11-22T11%3A50%2B01%3A00&to=2026-11-22T11%3A00Z&limit=2&next=0%2F3000000",
        200,
        """
        {'serverName':'shop','commits':[
         {'at':'2026-11-22T10:58:03.5Z','transactionId':48213,'lsn':'0/3000060','kind':'Commit'},
         {'at':'2026-11-22T10:59:00Z','transactionId':48214,'lsn':'0/3000100','kind':'CommitPrepared'}],
         'more':true,'next':'0/3000200',
         'readFrom':[{'serverName':'till','region':'west'},{'serverName':'shop','region':'east'}]}
        """);
    String line =
        "restore commits shop --from 2026-11-22T11:50+01:00 --to 2026-11-22T11:00Z --limit 2 --next 0/3000000";

    Run run = run(line);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("TIME +XID +LSN +KIND")
        .containsPattern("2026-11-22T11:58:03.5\\+01:00 +48213 +0/3000060 +Commit")
        .containsPattern("2026-11-22T11:59:00\\+01:00 +48214 +0/3000100 +CommitPrepared")
        .contains("Read from the archive of till in west, then the archive of shop in east")
        .contains("There are more: --next 0/3000200");
    assertThat(run(line + " -o json").out()).containsPattern("\"next\" ?: ?\"0/3000200\"");
  }

  @Test
  void commitsFromBeforeWhatCanBeRestoredAreTold() {
    String answer =
        """
        {'serverName':'shop','commits':[
         {'at':'2026-11-22T09:%s:00Z','transactionId':7,'lsn':'0/3000060','kind':'Commit'}],
         'more':false,'readFrom':[{'serverName':'shop'}],
         'window':{'earliest':'2026-11-22T09:30:00Z','latest':'2026-11-22T11:00:00Z','gaps':[]}}
        """;
    services
        .on(
            "GET /v1/servers/shop/commits?from=2026-11-22T09%3A00Z&limit=100",
            200, answer.formatted("29"))
        .on(
            "GET /v1/servers/shop/commits?from=2026-11-22T09%3A30Z&limit=100",
            200, answer.formatted("30"));

    assertThat(run("restore commits shop --from 2026-11-22T09:00Z").out())
        .contains("Not all of them can be restored to")
        .contains("from 2026-11-22T10:30:00+01:00 to 2026-11-22T12:00:00+01:00");
    assertThat(run("restore commits shop --from 2026-11-22T09:30Z").out())
        .doesNotContain("Not all");
  }

  @Test
  void aTimeWithoutCommitsSaysWhatCanBeRestored() {
    services.on(
        "GET /v1/servers/shop/commits?from=2026-11-22T11%3A50Z&limit=100",
        200,
        """
        {'serverName':'shop','commits':[],'more':false,'readFrom':[{'serverName':'shop'}],
         'window':{'earliest':'2026-11-22T09:00:00Z','latest':'2026-11-22T11:00:00Z','gaps':[]}}
        """);

    assertThat(run("restore commits shop --from 2026-11-22T11:50Z").out())
        .contains("no commit in that time")
        .contains("from 2026-11-22T10:00:00+01:00 to 2026-11-22T12:00:00+01:00");
    Run vague = run("restore commits shop --from 2026-11-22T11:50");
    assertThat(vague.exit()).isEqualTo(2);
    assertThat(vague.err()).contains("target-time-without-zone");
    assertThat(services.requests()).hasSize(1);
  }

  @Test
  void somebodyWhoLooksOnSeesABarWithTheTimeLeftAndTheInstantThatIsReplayed() {
    services
        .on("POST /v1/restores", 202, RESTORE.formatted("Requested", ""))
        .on(
            "GET /v1/restores/r1",
            200,
            RESTORE.formatted(
                "Running",
                ",'phase':'recover','bytesDone':5000000,'bytesTotal':20000000,"
                    + "'replayedTo':'2026-11-22T10:58:03.25Z','estimatedSecondsLeft':12"))
        .on(
            "GET /v1/restores/r1",
            200,
            RESTORE.formatted("Running", ",'phase':'seal','bytesDone':0,'bytesTotal':0"))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Completed", ""));

    Run run =
        run(new ArrayDeque<>(List.of("nothing")), "restore create shop --to x --latest --wait");

    assertThat(run.exit()).as(run.err()).isZero();
    List<String> drawn = run.err().lines().flatMap(line -> Stream.of(line.split("\r"))).toList();
    assertThat(drawn)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("recover")
                    .contains("20 MB", "12 s left", "replayed to 2026-11-22 11:58:03"))
        .anySatisfy(line -> assertThat(line).startsWith("seal").doesNotContain("left", "replayed"));
    assertThat(run.out()).contains("Completed");
  }

  @Test
  void aRestoreThatCannotGetOnSaysWhatItWaitsFor() {
    String waits = RESTORE.formatted("Running", ",'phase':'fetch files','waitingFor':'repository'");
    services
        .on("GET /v1/restores/r1", 200, waits)
        .on("GET /v1/restores", 200, "{'restores':[%s]}".formatted(waits));

    assertThat(run("restore show r1").out())
        .containsPattern("phase +fetch files, waiting for the repository");
    assertThat(run("restore list").out()).contains("fetch files, waiting for the repository");
  }

  @Test
  void theTimeLeftIsShownAndListed() {
    String running = RESTORE.formatted("Running", ",'phase':'recover','estimatedSecondsLeft':97");
    services
        .on("GET /v1/restores/r1", 200, running)
        .on("GET /v1/restores", 200, "{'restores':[%s]}".formatted(running));

    assertThat(run("restore show r1").out()).containsPattern("seconds left +97");
    assertThat(run("restore list").out()).containsPattern("SECONDS LEFT").containsPattern(" 97 ");
  }

  @Test
  void aRestoreSaysWhoseDataItTakesWhereThatIsNotItsSources() {
    services
        .on(
            "GET /v1/restores/r1",
            200,
            RESTORE.formatted(
                "Planned", ",'sourceServerName':'shop','plannedFrom':{'serverName':'till'}"))
        .on("GET /v1/restores/r2", 200, RESTORE.formatted("Planned", ""));

    assertThat(run("restore show r1").out()).containsPattern("source +shop\ndata from +till\n");
    assertThat(run("restore show r2").out()).doesNotContain("data from");
  }

  @Test
  void aRestoreIsGivenUp() {
    services.on("POST /v1/restores/r1/cancel", 202, RESTORE.formatted("Cancelling", ""));

    Run run = run("restore cancel r1");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("Cancelling");
    assertThat(services.requests()).hasSize(1);
  }

  @Test
  void aCancelledRestoreIsWaitedForUntilItsServersNameIsFree() {
    String more = ",'newServerId':'s2'";
    services
        .on("POST /v1/restores/r1/cancel", 202, RESTORE.formatted("Cancelling", more))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Cancelling", more))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Cancelled", more))
        .on("GET /v1/servers/s2", 200, "{'id':'s2','status':'Provisioning'}")
        .on("GET /v1/servers/s2", 404, "{'code':'server-not-found','detail':'It is gone'}");

    Run cancelled = run("restore cancel r1 --wait --timeout 5s");
    assertThat(cancelled.exit()).isZero();
    assertThat(cancelled.out()).contains("Cancelled");
    assertThat(services.requests())
        .filteredOn(request -> request.line().equals("GET /v1/servers/s2"))
        .hasSize(2);
  }

  @Test
  void whatACancelledRestoreMadeMayHaveFailedBefore() {
    String more = ",'newServerId':'s2'";
    services
        .on("POST /v1/restores/r1/cancel", 202, RESTORE.formatted("Cancelling", more))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Failed", more))
        .on("GET /v1/servers/s2", 200, "{'id':'s2','status':'Failed'}");
    assertThat(run("restore cancel r1 --wait --timeout 5s").exit()).isZero();
    assertThat(services.requests()).hasSize(3);
  }

  @Test
  void aCancellationThatComesTooLateFails() {
    services
        .on("POST /v1/restores/r1/cancel", 202, RESTORE.formatted("Cancelling", ""))
        .on("GET /v1/restores/r1", 200, RESTORE.formatted("Completed", ""))
        .on(
            "POST /v1/restores/r2/cancel",
            409,
            "{'code':'restore-already-ended','detail':'It is Completed'}");

    Run run = run("restore cancel r1 --wait");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("restore-already-ended");
    assertThat(run("restore cancel r2").err())
        .isEqualTo("meridian: restore-already-ended: It is Completed\n");
  }

  private Run run(String line) {
    return run(new ArrayDeque<>(), line);
  }

  private Run run(Deque<String> person, String line) {
    return Run.of(
        Map.of(
            "MERIDIAN_RESTORE_URL",
            services.url(),
            "MERIDIAN_INVENTORY_URL",
            services.url(),
            "MERIDIAN_DATA_DIR",
            directory.toString()),
        person,
        "",
        Stream.of(line.split(" +")).toArray(String[]::new));
  }
}

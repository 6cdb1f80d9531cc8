package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the command line says of the repository. */
class RepositoryCommandsTest {

  private static final String ALL = "GET /v1/repository/verifications";

  /** Of shop, which is {@code s1}, and till, which is {@code s2}. */
  private static final String BOTH =
      """
      {'verifications':[
       {'serverId':'s1','server':'shop','region':'north','state':'%s','scope':'Sample','objects':12,
        'bytes':31400000,'endedAt':'2026-11-22T10:58:03Z','healed':[{'message':'It was healed'}]},
       {'serverId':'s2','server':'till','region':'south','state':'%s'%s}]}
      """;

  private static final String DAMAGE =
      ",'findings':[{'code':'object-damaged','message':'pack 3 is bad'}]";

  private ScriptedServices services;

  @BeforeEach
  void startServices() throws IOException {
    services = new ScriptedServices();
  }

  @AfterEach
  void stopServices() {
    services.close();
  }

  @Test
  void allServersAreVerifiedWithASummary() {
    services
        .on(ALL, 200, BOTH.formatted("Good", "NotVerified", ""))
        .on(ALL, 200, BOTH.formatted("Good", "Running", ""))
        .on(ALL, 200, BOTH.formatted("Good", "Good", ""))
        .on("POST /v1/servers/s1/verification", 202, "{'serverId':'s1','state':'Running'}")
        .on("POST /v1/servers/s2/verification", 202, "{'serverId':'s2','state':'Running'}");

    Run run = run("repository verify --wait");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern(
            "shop +north +Good +Sample +12 +31.4 MB +2026-11-22T11:58:03\\+01:00 +1 +0")
        .containsPattern("till +south +Good");
    assertThat(services.requests()).hasSize(5);
  }

  @Test
  void whatIsDamagedInOneOfThemFailsAll() {
    services
        .on(ALL, 200, BOTH.formatted("Failed", "Damaged", DAMAGE))
        .on("POST /v1/servers/s1/verification", 202, "{}")
        .on("POST /v1/servers/s2/verification", 202, "{}");

    Run run = run("repository verify --wait");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("till: object-damaged: pack 3 is bad");
    assertThat(run.err())
        .isEqualTo(
            "meridian: archive-damaged: of 2 archives, not as written: till; could not be read: shop\n");
  }

  @Test
  void whatHasExpiredMeanwhileIsLeftOut() {
    services
        .on(ALL, 200, BOTH.formatted("Damaged", "Good", ""))
        .on("POST /v1/servers/s1/verification", 404, "{'code':'server-not-found','detail':'Gone'}")
        .on("POST /v1/servers/s2/verification", 202, "{}");

    Run run = run("repository verify --wait -o json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("s2").doesNotContain("s1");
  }

  @Test
  void aSampleIsReadOfOneServerOrOfAll() {
    services
        .on(ALL, 200, BOTH.formatted("Good", "Good", ""))
        .on("POST /v1/servers/s1/verification?sample=true", 202, "{}")
        .on("POST /v1/servers/s2/verification?sample=true", 202, "{}")
        .on("POST /v1/servers/shop/verification?sample=true", 202, "{}")
        .on("GET /v1/servers/shop/verification", 200, "{'state':'Good'}");

    assertThat(run("repository verify --sample").out())
        .isEqualTo("Archives that are being verified: 2\n");
    assertThat(run("repository verify shop --sample").out())
        .isEqualTo("The archive of shop is being verified\n");
    assertThat(run("repository verify shop --sample --wait").out())
        .isEqualTo("What was read of shop is as it was written\n");
    assertThat(services.requests())
        .filteredOn(request -> request.line().startsWith("POST"))
        .allMatch(request -> request.line().endsWith("?sample=true"))
        .hasSize(4);
  }

  @Test
  void whatWasFoundLastIsShownAndNothingIsRead() {
    services
        .on(ALL, 200, BOTH.formatted("Good", "NotVerified", ""))
        .on(
            "GET /v1/servers/till/verification",
            200,
            "{'server':'till','region':'south','state':'Damaged','scope':'All'" + DAMAGE + "}")
        .on(
            "GET /v1/servers/new/verification",
            404,
            "{'code':'verification-not-found','detail':'It has not been verified yet'}");

    Run all = run("repository verify --last");
    assertThat(all.exit()).as(all.err()).isZero();
    assertThat(all.out())
        .containsPattern("shop +north +Good +Sample +12")
        .containsPattern("till +south +NotVerified +-");
    Run one = run("repository verify --last till");
    assertThat(one.exit()).isEqualTo(1);
    assertThat(one.out())
        .containsPattern("till +south +Damaged +All")
        .contains("till: object-damaged: pack 3 is bad");
    assertThat(run("repository verify --last new").err()).contains("verification-not-found");
    assertThat(services.requests()).allMatch(request -> request.line().startsWith("GET"));
    assertThat(run("repository verify --last --wait").exit()).isEqualTo(2);
  }

  @Test
  void whatIsHeldOfEachAndOfAllIsSaidWithItsCopies() {
    services.on(
        "GET /v1/repository/statistics",
        200,
        """
        {'servers':[
          {'server':'shop','region':'north','backups':7,'logicalBytes':31400000,'backupBytes':2000000,
           'sharedBytes':100,'walBytes':5000,'objects':12,
           'copy':{'region':'south','bytes':1900000,'lagBytes':105000,'lagSeconds':12.34}},
          {'server':'till','region':'south','backups':1,'logicalBytes':600000,'backupBytes':300000,
           'sharedBytes':0,'walBytes':0,'objects':3,'copy':{'region':'north','bytes':0}},
          {'server':'stall','region':'south','backups':0}],
         'totals':{'servers':3,'backups':8,'logicalBytes':32000000,'backupBytes':2300000,
          'sharedBytes':100,'walBytes':5000,'objects':15,'copyBytes':1900000,'copyLagBytes':105000},
         'unread':[]}
        """);

    Run run = run("repository stats");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("COPY IN +COPY STORED +COPY LACKS +COPY BEHIND")
        .containsPattern("shop .* 12 +south +1.9 MB +105.0 kB +12.3 s")
        .containsPattern("till .* 3 +north +0 B +- +-")
        .containsPattern("stall +south +0 .*-")
        .containsPattern("TOTAL +8 +32.0 MB +2.3 MB +100 B +5.0 kB +15 +1.9 MB +105.0 kB");
  }

  private Run run(String line) {
    return Run.of(
        Map.of("MERIDIAN_BACKUP_URL", services.url()),
        new ArrayDeque<>(),
        "",
        Stream.of(line.split(" +")).toArray(String[]::new));
  }
}

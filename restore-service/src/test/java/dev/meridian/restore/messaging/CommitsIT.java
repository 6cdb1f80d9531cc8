package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.wal.TransactionEnd;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Which commits lie between two instants, by the index in the archive. */
class CommitsIT extends RestoredShop {

  @Test
  void theCommitsOfARangeAreListedWithWhatARestoreToThemNeeds() throws Exception {
    JsonNode seen = commits("from=%s&to=%s".formatted(noon.minusSeconds(5), noon));

    assertThat(seen.path("serverName").asString()).isEqualTo(shop);
    assertThat(times(seen)).containsExactly(noon.minusSeconds(5), noon);
    JsonNode first = seen.at("/commits/0");
    assertThat(first.path("transactionId").asInt()).isEqualTo(lastBefore.xid());
    assertThat(first.path("lsn").asString()).isEqualTo(lastBefore.start().toString());
    assertThat(first.path("kind").asString()).isEqualTo("Commit");
    assertThat(seen.path("more").asBoolean()).isFalse();
    assertThat(seen.has("next")).isFalse();
    assertThat(seen.at("/readFrom/0/region").asString()).isEqualTo("here");
    assertThat(seen.path("readFrom").size()).isEqualTo(1);
    assertThat(seen.at("/window/latest").asString()).isEqualTo(noon.plusSeconds(60).toString());
  }

  @Test
  void anInstantThatOneIsListedWithIsOneToRestoreTo() throws Exception {
    archive.abort(noon.plusSeconds(70));
    // Its clock was behind: a restore to a second before it has it all the same.
    TransactionEnd late = archive.commit(noon.plusSeconds(65));
    archive.commit(noon.plusSeconds(90));
    archive.archive();

    JsonNode seen = commits("from=%s&to=%s".formatted(noon.plusSeconds(61), noon.plusSeconds(80)));
    assertThat(times(seen)).containsExactly(late.at());
    assertThat(times(commits("from=%s&to=%s".formatted(noon.plusSeconds(1), noon.plusSeconds(66)))))
        .as("replay to it stops before the abort")
        .containsExactly(noon.plusSeconds(60));
    JsonNode preview =
        JSON.readTree(
            service
                .post(
                    service.uri("/v1/restores/preview"), body(shop, at(noon.plusSeconds(80)), copy))
                .body());
    assertThat(preview.at("/lastCommit/lsn")).isEqualTo(seen.at("/commits/0/lsn"));
  }

  @Test
  void aLongListIsToldPageByPage() throws Exception {
    for (int second = 61; second < 75; second++) {
      archive.commit(noon.plusSeconds(second));
      archive.archive();
    }
    String range = "limit=5&from=" + noon.plusSeconds(1);
    List<Instant> told = new ArrayList<>();
    JsonNode page = commits(range);
    int pages = 1;
    while (page.path("more").asBoolean()) {
      assertThat(times(page)).hasSize(5);
      told.addAll(times(page));
      page = commits(range + "&next=" + page.path("next").asString());
      pages++;
    }
    told.addAll(times(page));

    assertThat(pages).isEqualTo(3);
    assertThat(told).hasSize(15).isSorted().doesNotHaveDuplicates();
    assertThat(told.getFirst()).isEqualTo(noon.plusSeconds(60));
    assertThat(told.getLast()).isEqualTo(noon.plusSeconds(74));
  }

  @Test
  void logThatIsLostEndsNothing() throws Exception {
    archive.lose();
    archive.commit(noon.plusSeconds(500));
    archive.backup(noon.plusSeconds(600));
    archive.commit(noon.plusSeconds(700));
    archive.archive();

    assertThat(times(commits("from=" + noon.plusSeconds(1))))
        .containsExactly(noon.plusSeconds(60), noon.plusSeconds(500), noon.plusSeconds(700));
    assertThat(times(commits("from=" + noon.plusSeconds(550))))
        .containsExactly(noon.plusSeconds(700));
    assertThat(
            times(commits("from=%s&to=%s".formatted(noon.minusSeconds(1), noon.plusSeconds(550)))))
        .containsExactly(noon, noon.plusSeconds(60), noon.plusSeconds(500));
    assertThat(
            times(commits("from=%s&to=%s".formatted(noon.plusSeconds(61), noon.plusSeconds(300)))))
        .isEmpty();
    assertThat(times(commits("from=1970-01-01T00:00:00Z&to=" + noon.minusSeconds(6)))).isEmpty();
  }

  @Test
  void anOffsetMayBeWrittenAsItIs() throws Exception {
    String berlin = noon.atOffset(ZoneOffset.ofHours(1)).toString();

    assertThat(times(commits("from=%s&to=%s".formatted(berlin, berlin)))).containsExactly(noon);
    assertThat(times(commits("from=-999999999-01-01T00:00Z&to=%2B999999999-01-01T00:00Z")))
        .hasSize(3);
  }

  @Test
  void aServerWithoutAnArchiveHasNone() throws Exception {
    UUID young = UUID.randomUUID();
    service.awaitHandled(placed(young, "young-" + young));

    JsonNode seen =
        JSON.readTree(service.get("/v1/servers/%s/commits?from=%s".formatted(young, noon)).body());

    assertThat(seen.path("commits").size()).isZero();
    assertThat(seen.path("more").asBoolean()).isFalse();
    assertThat(seen.at("/window/earliest").isString()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to=2026-11-22T12:00:00Z | target-invalid | from",
        "from=noon | target-invalid | from",
        "from=2026-11-22T12:00:00 | target-time-without-zone | from",
        "from=2026-11-22T12:00:00Z&to=2026-11-22T12:00 | target-time-without-zone | to",
        "from=2026-11-22T12:00:00Z&to=2026-11-22T11:00:00Z | range-invalid | to",
        "from=2026-11-22T12:00:00Z&limit=0 | limit-invalid | limit",
        "from=2026-11-22T12:00:00Z&limit=1001 | limit-invalid | limit",
        "from=2026-11-22T12:00:00Z&limit=many | limit-invalid | limit",
        "from=2026-11-22T12:00:00Z&next=there | next-invalid | next"
      })
  void whatIsNoRangeIsRefused(String query, String code, String field) throws Exception {
    HttpResponse<String> answer = asked(query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(codeOf(answer)).isEqualTo(code);
    assertThat(JSON.readTree(answer.body()).path("field").asString()).isEqualTo(field);
  }

  @Test
  void whoIsNotKnownOrCannotBeReadIsSaidToBeSo() throws Exception {
    HttpResponse<String> nobody = service.get("/v1/servers/nobody/commits?from=" + noon);
    assertThat(nobody.statusCode()).isEqualTo(404);
    assertThat(codeOf(nobody)).isEqualTo("server-not-found");

    placeInLostRegion();
    HttpResponse<String> lost = asked("from=" + noon);
    assertThat(lost.statusCode()).isEqualTo(409);
    assertThat(codeOf(lost)).isEqualTo("source-region-unknown");
  }

  private HttpResponse<String> asked(String query) throws Exception {
    return service.get("/v1/servers/%s/commits?%s".formatted(shop, query));
  }

  private JsonNode commits(String query) throws Exception {
    HttpResponse<String> answer = asked(query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<Instant> times(JsonNode answer) {
    return answer.path("commits").values().stream()
        .map(commit -> Instant.parse(commit.path("at").asString()))
        .toList();
  }
}

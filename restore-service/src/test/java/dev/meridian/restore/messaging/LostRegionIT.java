package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static dev.meridian.restore.messaging.ServiceUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.RestoreEvent.RestoreRejected;
import dev.meridian.events.RestoreTarget;
import dev.meridian.restore.TestArchive;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From where a server is restored while its own region's repository is gone, and afterwards. */
class LostRegionIT extends RestoredShop {

  private static final String LATEST = "{\"kind\":\"Latest\"}";

  private UUID geo;
  private String name;

  @BeforeEach
  void placeGeo() {
    geo = UUID.randomUUID();
    name = "geo-" + geo;
    service.awaitHandled(placedGeo(geo, name));
  }

  @Test
  void aGeographicallyRedundantServerIsRestoredFromTheOtherRegionWhileItsOwnIsGone()
      throws Exception {
    var own = new TestArchive(service.repository(), service.key(), geo);
    own.backup(noon.minusSeconds(600));
    own.commit(noon);
    own.archive();
    Path ownFolder = service.repository().resolve("servers/" + geo);
    copyToOtherRegion(geo);

    assertThat(JSON.readTree(previewed(name, LATEST, "").body()).at("/fromRegion").asString())
        .isEqualTo("here");
    JsonNode asked = JSON.readTree(previewed(name, LATEST, ",\"fromRegion\":\"there\"").body());
    assertThat(asked.at("/fromRegion").asString()).as(asked.toString()).isEqualTo("there");
    assertThat(asked.at("/explanation").asString()).contains("may lag behind");
    Files.move(ownFolder, service.repository().resolve("gone-" + geo));
    JsonNode preview = JSON.readTree(previewed(name, LATEST, "").body());

    assertThat(preview.at("/fromRegion").asString()).as(preview.toString()).isEqualTo("there");
    assertThat(preview.at("/fromRegionBecause").asString())
        .isEqualTo("region here holds none of its backups");
    assertThat(preview.at("/lastCommit/at").asString()).isEqualTo(noon.toString());
    String id = idOf(ask(name, at(noon.minusSeconds(1)), copy));
    assertThat(planned(id).plan().region()).isEqualTo("there");
    // Nobody knows what the own region held beyond the copy.
    assertThat(codeOf(previewed(name, at(noon.plusSeconds(30)), "")))
        .isEqualTo("target-not-covered-yet");
  }

  @Test
  void whatWasBeforeARegionBeganAnewIsRestoredFromTheCopy() throws Exception {
    beginAnew(copyWithGap());
    Instant old = noon.minusSeconds(1);

    JsonNode preview = JSON.readTree(previewed(name, at(old), "").body());

    assertThat(preview.at("/fromRegion").asString()).as(preview.toString()).isEqualTo("there");
    assertThat(preview.at("/fromRegionBecause").asString())
        .isEqualTo(
            "region here can't give it: %s is before anything that can be restored; the earliest is %s"
                .formatted(old, noon.plusSeconds(600)));
    assertThat(preview.at("/window/earliest").asString())
        .isEqualTo(noon.minusSeconds(600).toString());
    assertThat(preview.at("/window/latest").asString()).isEqualTo(noon.plusSeconds(700).toString());
    assertThat(preview.at("/window/gaps/0/from").asString()).isEqualTo(noon.toString());
    assertThat(preview.at("/window/gaps/0/to").asString())
        .isEqualTo(noon.plusSeconds(600).toString());
    assertThat(planned(idOf(ask(name, at(old), copy))).plan().region()).isEqualTo("there");
    UUID told = request(geo, new RestoreTarget.PointInTime(old), copy + "-2");
    assertThat(planned(told.toString()).plan().region()).isEqualTo("there");
    for (String target : List.of(LATEST, at(noon.plusSeconds(650)))) {
      JsonNode since = JSON.readTree(previewed(name, target, "").body());
      assertThat(since.at("/fromRegion").asString()).as(since.toString()).isEqualTo("here");
    }
  }

  @Test
  void theCommitsFromBeforeARegionBeganAnewAreListedFromTheCopy() throws Exception {
    beginAnew(copyWithGap());
    String path = "/v1/servers/%s/commits?from=%s";

    JsonNode seen = JSON.readTree(service.get(path.formatted(name, noon.minusSeconds(700))).body());

    assertThat(seen.path("commits").values())
        .extracting(commit -> commit.path("at").asString())
        .containsExactly(noon.toString(), noon.plusSeconds(700).toString());
    assertThat(seen.path("readFrom").values())
        .extracting(archive -> archive.path("region").asString())
        .containsExactly("there", "here");
    JsonNode since = JSON.readTree(service.get(path.formatted(name, noon.plusSeconds(650))).body());
    assertThat(since.path("commits").size()).isEqualTo(1);
    assertThat(since.path("readFrom").size()).isEqualTo(1);
  }

  @Test
  void whatNeitherRegionHasIsRefusedWithTheWindowOfItsOwnAndTheGapOfTheCopy() throws Exception {
    beginAnew(copyWithGap());

    JsonNode inGap = JSON.readTree(previewed(name, at(noon.plusSeconds(300)), "").body());

    assertThat(inGap.at("/code").asString()).as(inGap.toString()).isEqualTo("target-before-window");
    assertThat(inGap.at("/detail").asString())
        .contains("the earliest is %s. ".formatted(noon.plusSeconds(600)))
        .contains("copy in region there", "has a gap", "%s is the last".formatted(noon));
    assertThat(inGap.at("/earliest").asString()).isEqualTo(noon.plusSeconds(600).toString());
    JsonNode before = JSON.readTree(previewed(name, at(noon.minusSeconds(900)), "").body());
    assertThat(before.at("/detail").asString())
        .contains("the earliest is " + noon.plusSeconds(600))
        .contains("the earliest is " + noon.minusSeconds(600));
    JsonNode asked =
        JSON.readTree(previewed(name, at(noon.minusSeconds(1)), ",\"fromRegion\":\"here\"").body());
    assertThat(asked.at("/code").asString()).isEqualTo("target-before-window");
    assertThat(asked.at("/detail").asString()).doesNotContain("copy");
  }

  private TestArchive copyWithGap() {
    var there = new TestArchive(service.otherRepository(), service.key(), geo);
    there.backup(noon.minusSeconds(600));
    there.commit(noon);
    there.archive().lose();
    there.backup(noon.plusSeconds(600));
    return there.archive();
  }

  /** The own region's archive, where all is lost that was before the copy's last backup. */
  private void beginAnew(TestArchive there) {
    var here = new TestArchive(service.repository(), service.key(), geo).lose();
    here.backup(noon.plusSeconds(600));
    here.commit(noon.plusSeconds(700));
    here.archive();
    there.commit(noon.plusSeconds(690));
    there.archive();
    tellWindow(geo, noon.plusSeconds(600), noon.plusSeconds(700));
  }

  private static void tellWindow(UUID server, Instant earliest, Instant latest) {
    service.awaitHandled(
        service.publish(new RestoreWindowMoved(server, earliest, latest, latest, List.of())));
  }

  @Test
  void aRepositoryThatIsNotThereIsWaitedFor() throws Exception {
    tellWindow(source, noon.minusSeconds(600), noon.plusSeconds(60));
    UUID young = UUID.randomUUID();
    service.awaitHandled(placed(young, shop + "-young"));
    assertThat(previewed(shop, at(noon), "").statusCode()).isEqualTo(200);
    Path aside = service.repository().resolveSibling("aside");
    Files.move(service.repository(), aside);
    UUID waiting;
    try {
      HttpResponse<String> refused = previewed(shop, at(noon), "");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(codeOf(refused)).isEqualTo("store-unavailable");
      assertThat(refused.body()).contains("no repository", "region here", "mount");
      assertThat(JSON.readTree(refused.body()).path("latest").asString())
          .isEqualTo(noon.plusSeconds(60).toString());
      // Its first backup is still to come, which makes a repository if there is none.
      assertThat(codeOf(previewed(shop + "-young", at(noon), "")))
          .isEqualTo("nothing-to-restore-yet");
      waiting = request(source, new RestoreTarget.PointInTime(noon), copy);
      String id = waiting.toString();
      // It is looked at every 200 ms.
      await()
          .during(Duration.ofMillis(600))
          .atMost(SOON)
          .until(() -> service.restore(id).path("status").asString().equals("Requested"));
    } finally {
      Files.move(aside, service.repository());
    }

    assertThat(planned(waiting.toString()).plan().region()).isEqualTo("here");
    assertThat(service.events(RestoreRejected.class, waiting.toString())).isEmpty();
  }

  @Test
  void whereTheRepositoryIsNotThereWhenTheServiceStartsTheCopyIsRestored() throws Exception {
    copyWithGap();
    tellWindow(geo, noon.minusSeconds(600), noon);
    tellWindow(source, noon.minusSeconds(600), noon.plusSeconds(60));
    service.stop();
    Path aside = service.repository().resolveSibling("aside");
    Files.move(service.repository(), aside);
    try {
      service.restart();
      assertThat(codeOf(previewed(shop, at(noon), ""))).isEqualTo("store-unavailable");
      JsonNode preview = JSON.readTree(previewed(name, at(noon.minusSeconds(1)), "").body());
      assertThat(preview.at("/fromRegion").asString()).as(preview.toString()).isEqualTo("there");
      assertThat(preview.at("/fromRegionBecause").asString())
          .startsWith("region here can't be read: There is no repository");
    } finally {
      Files.move(aside, service.repository());
    }
  }

  private static HttpResponse<String> previewed(String from, String target, String more)
      throws Exception {
    return service.post(
        service.uri("/v1/restores/preview"),
        "{\"sourceServer\":\"%s\",\"target\":%s%s}".formatted(from, target, more));
  }
}

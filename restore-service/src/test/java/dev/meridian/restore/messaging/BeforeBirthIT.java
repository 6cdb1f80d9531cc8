package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PricingTier;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestorePlan;
import dev.meridian.events.RestoreTarget;
import dev.meridian.restore.TestArchive;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A restore of a server that was itself restored, to before it was. */
class BeforeBirthIT extends RestoredShop {

  private static final PricingTier LARGER =
      new PricingTier(
          PricingTier.ComputeTier.GeneralPurpose,
          4,
          64,
          7,
          PricingTier.Redundancy.Local,
          Duration.ofMinutes(1));

  private final UUID till = UUID.randomUUID();
  private String name;
  private Instant asOf;
  private Instant ownBackup;
  private TestArchive own;

  /** The till is as the shop was a second before noon; the shop went on. */
  @BeforeEach
  void restoreTheShop() {
    name = "till-" + NAMES.incrementAndGet();
    asOf = noon.minusSeconds(1);
    ownBackup = noon.plusSeconds(90);
    UUID restore = UUID.randomUUID();
    String end = lastBefore.end().toString();
    own = archive.restoredTo(lastBefore.end(), till).work(1 << 20);
    own.backup(ownBackup);
    var created = provisionedAs(source, shop, new ProvisionedOrigin.New());
    service.awaitHandled(service.publish(created, noon.minusSeconds(700)));
    RestorePlan plan =
        new RestorePlan(
            source,
            "here",
            backup.id(),
            1,
            backup.facts().firstNeeded().toString(),
            end,
            lastBefore.start().toString(),
            asOf,
            lastBefore.at(),
            1,
            1,
            null);
    service.awaitHandled(
        service.publish(
            new ServerPlaced(
                till,
                name,
                LARGER,
                "ada",
                new Origin.Restored(restore, plan),
                18,
                "here",
                "host-1",
                5502)));
    service.awaitHandled(
        service.publish(
            provisionedAs(
                till,
                name,
                new ProvisionedOrigin.Restored(restore, source, asOf, lastBefore.at(), end))));
    service.awaitHandled(
        service.publish(new AdminPasswordChanged(source, UUID.randomUUID()), noon.plusSeconds(30)));
  }

  @Test
  void aPreviewSaysWhoseDataItIsAndWhatTheNewServerIsLike() throws Exception {
    HttpResponse<String> answer =
        service.post(
            service.uri("/v1/restores/preview"), body(name, at(noon.minusSeconds(2)), copy));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode seen = JSON.readTree(answer.body());
    assertThat(seen.path("sourceServerName").asString()).isEqualTo(name);
    assertThat(seen.at("/plannedFrom/serverId").asString()).isEqualTo(source.toString());
    assertThat(seen.at("/plannedFrom/sharedUntil").asString()).isEqualTo(asOf.toString());
    assertThat(seen.at("/plannedFrom/explanation").asString())
        .isEqualTo("planned from %s, of which %s is a restore as of %s", shop, name, asOf);
    assertThat(seen.at("/lastCommit/at").asString()).isEqualTo(lastBefore.at().toString());
    assertThat(seen.path("explanation").asString()).contains("in common");
    assertThat(seen.at("/pricingTier/vCores").asInt()).isEqualTo(4);
    assertThat(seen.at("/window/earliest").asString()).isEqualTo(ownBackup.toString());
    // What the shop's became after they had parted is nothing to the till.
    assertThat(seen.at("/adminPassword/setAt").asString())
        .isEqualTo(noon.minusSeconds(700).toString());
    assertThat(seen.at("/adminPassword/changedSince").asBoolean()).isFalse();
    assertThat(seen.path("objectsPresent").asBoolean()).isTrue();
  }

  @Test
  void itsCommitsAreThoseOfBothUpToWhereTheyPartedAndItsOwnFromThere() throws Exception {
    Instant later = ownBackup.plusSeconds(30);
    own.commit(later);
    own.archive();
    String path = "/v1/servers/%s/commits?from=%s";

    JsonNode all = JSON.readTree(service.get(path.formatted(name, noon.minusSeconds(60))).body());
    JsonNode since =
        JSON.readTree(service.get(path.formatted(name, ownBackup.plusSeconds(1))).body());

    assertThat(all.path("commits").values())
        .extracting(commit -> commit.path("at").asString())
        .containsExactly(lastBefore.at().toString(), later.toString());
    assertThat(all.path("readFrom").values())
        .extracting(archive -> archive.path("serverName").asString())
        .containsExactly(shop, name);
    assertThat(since.at("/commits/0/at").asString()).isEqualTo(later.toString());
    assertThat(since.path("readFrom").size()).isEqualTo(1);
    JsonNode first =
        JSON.readTree(service.get(path.formatted(name, noon.minusSeconds(60)) + "&limit=1").body());
    JsonNode next =
        JSON.readTree(
            service
                .get(
                    path.formatted(name, noon.minusSeconds(60))
                        + "&next="
                        + first.path("next").asString())
                .body());
    assertThat(next.path("commits").size()).isEqualTo(1);
    assertThat(next.at("/commits/0/at").asString()).isEqualTo(later.toString());
  }

  @Test
  void theRestoreIsItsOwnAndThePlanIsOfWhereItsDataCameFrom() throws Exception {
    String id = idOf(ask(name, at(noon.minusSeconds(2)), copy));

    RestorePlanned planned = planned(id);
    assertThat(planned.sourceServerId()).isEqualTo(till);
    assertThat(planned.pricingTier()).isEqualTo(LARGER);
    assertThat(planned.plan().sourceServerId()).isEqualTo(source);
    assertThat(planned.plan().walTo()).isEqualTo(lastBefore.end().toString());
    JsonNode shown = service.restore(id);
    assertThat(shown.path("sourceServerName").asString()).isEqualTo(name);
    assertThat(shown.at("/plannedFrom/serverName").asString()).isEqualTo(shop);
    assertThat(service.restore(idOf(ask(shop, at(noon), copy + "-2"))).has("plannedFrom"))
        .isFalse();
  }

  @Test
  void betweenThemNothingIsRestoredAndBothWindowsAreSaid() throws Exception {
    Instant between = noon.plusSeconds(10);

    JsonNode problem = JSON.readTree(ask(name, at(between), copy).body());

    assertThat(problem.path("code").asString()).isEqualTo("target-before-window");
    assertThat(problem.path("earliest").asString()).isEqualTo(ownBackup.toString());
    assertThat(problem.at("/origin/serverName").asString()).isEqualTo(shop);
    assertThat(problem.at("/origin/earliest").asString())
        .isEqualTo(noon.minusSeconds(600).toString());
    assertThat(problem.at("/origin/latest").asString()).isEqualTo(asOf.toString());
    assertThat(rejectionOf(new RestoreTarget.PointInTime(between), copy, till))
        .isEqualTo("target-before-window");
  }
}

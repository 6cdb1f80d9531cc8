package dev.meridian.inventory;

import static dev.meridian.inventory.RunningInventory.PAIRED;
import static dev.meridian.inventory.RunningInventory.eventually;
import static dev.meridian.inventory.RunningInventory.provisioned;
import static dev.meridian.inventory.RunningInventory.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestorePlan;
import dev.meridian.events.RestoredSettings;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RestoredServerIT {

  private static final Instant TARGET = Instant.parse("2026-11-22T10:59:59.123456Z");

  private final RunningInventory inventory = RunningInventory.shared();

  @Test
  void aPlannedServerIsRegisteredAndPlacedWithItsPlan() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.topics.publish(planned);

    ServerPlaced placed = inventory.placed(planned.newServerId());

    assertThat(placed.origin()).isEqualTo(new Origin.Restored(planned.restoreId(), planned.plan()));
    assertThat(placed.pricingTier()).isEqualTo(source.pricingTier());
    JsonNode origin = inventory.server(planned.newServerName()).path("origin");
    assertThat(origin.path("kind").asString()).isEqualTo("Restored");
    assertThat(origin.path("restoreId").asString()).isEqualTo(planned.restoreId().toString());
    assertThat(origin.path("sourceServerId").asString()).isEqualTo(source.serverId().toString());
    assertThat(origin.path("sourceServerName").asString()).isEqualTo(source.name());
    assertThat(origin.path("targetTime").asString()).isEqualTo(TARGET.toString());
    assertThat(origin.has("restoredTo")).isFalse();
  }

  @Test
  void aRestoredServerSaysUpToWhenItWasRestored() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.topics.publish(planned);
    ServerPlaced placed = inventory.placed(planned.newServerId());
    Instant restoredTo = TARGET.minusSeconds(3);

    inventory.publishHandled(
        provisioned(
            placed,
            new ProvisionedOrigin.Restored(
                planned.restoreId(), source.serverId(), TARGET, restoredTo, "0/3000148")));

    JsonNode server = inventory.server(planned.newServerName());
    assertThat(server.path("status").asString()).isEqualTo("Ready");
    assertThat(server.at("/origin/restoredTo").asString()).isEqualTo(restoredTo.toString());
    assertThat(server.at("/origin/targetTime").asString()).isEqualTo(TARGET.toString());
  }

  @Test
  void aPlanThatArrivesTwicePlacesOneServer() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.topics.publish(inventory.topics.publish(planned));

    inventory.publishHandled(planned);

    assertThat(inventory.topics.events(ServerPlaced.class, planned.newServerId())).hasSize(1);
    assertThat(inventory.topics.events(ServerRejected.class, planned.newServerId())).isEmpty();
  }

  @Test
  void aTakenNameIsRejectedWithItsRestore() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), source.name(), 18);
    inventory.topics.publish(planned);

    ServerRejected rejected = rejected(planned);

    assertThat(rejected.code()).isEqualTo("server-name-taken");
    assertThat(rejected.restoreId()).isEqualTo(planned.restoreId());
    assertThat(inventory.server(source.name()).path("status").asString()).isEqualTo("Ready");
  }

  @Test
  void aTakenIdIsRejectedAndLeavesTheServerAsItIs() {
    ServerPlaced source = inventory.ready(unique("shop"));
    JsonNode before = inventory.server(source.serverId());
    RestorePlanned planned = planned(source, source.serverId(), unique("shop-1159"), 18);
    inventory.topics.publish(planned);

    assertThat(rejected(planned).code()).isEqualTo("server-id-taken");
    assertThat(inventory.server(source.serverId())).isEqualTo(before);
  }

  @Test
  void whereNoHostRunsTheVersionTheRestoreIsRejected() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 16);
    inventory.topics.publish(planned);

    ServerRejected rejected = rejected(planned);

    assertThat(rejected.code()).isEqualTo("no-host-available");
    assertThat(rejected.restoreId()).isEqualTo(planned.restoreId());
  }

  @Test
  void aRestoreThatFailedLeavesItsNameToTheNext() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned first = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.topics.publish(first);
    inventory.placed(first.newServerId());
    inventory.publishHandled(
        new ServerProvisioningFailed(
            first.newServerId(), first.restoreId(), "target-unreached", "No such commit"));

    RestorePlanned second = planned(source, UUID.randomUUID(), first.newServerName(), 18);
    inventory.topics.publish(second);

    inventory.placed(second.newServerId());
    assertThat(inventory.server(first.newServerName()).path("id").asString())
        .isEqualTo(second.newServerId().toString());
  }

  @Test
  void aCancelledRestoresServerIsForgottenOnceItsHostLeftNothingOfIt() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.topics.publish(planned);
    inventory.placed(planned.newServerId());

    inventory.publishHandled(cancelling(planned));
    assertThat(inventory.server(planned.newServerId()).path("status").asString())
        .isEqualTo("Provisioning");
    inventory.publishHandled(
        new ServerProvisioningFailed(
            planned.newServerId(), planned.restoreId(), "restore-cancelled", "Nothing is left"));

    assertThat(inventory.http.get("/v1/servers/" + planned.newServerId()).code())
        .isEqualTo("server-not-found");
    assertThat(inventory.http.get("/v1/servers/" + planned.newServerName()).code())
        .isEqualTo("server-not-found");
    inventory.publishHandled(cancelling(planned));
    inventory.publishHandled(planned);
    assertThat(inventory.topics.events(ServerPlaced.class, planned.newServerId())).hasSize(1);
  }

  @Test
  void aRestoreThatWasCancelledBeforeItsPlanCameGetsNoServer() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.publishHandled(cancelling(planned));

    inventory.publishHandled(planned);

    ServerRejected rejected = rejected(planned);
    assertThat(rejected.code()).isEqualTo("restore-cancelled");
    assertThat(rejected.restoreId()).isEqualTo(planned.restoreId());
    assertThat(inventory.http.get("/v1/servers/" + planned.newServerName()).code())
        .isEqualTo("server-not-found");
  }

  @Test
  void whatIsRestoredWhenItsRestoreIsCancelledStays() {
    ServerPlaced source = inventory.ready(unique("shop"));
    RestorePlanned planned = planned(source, UUID.randomUUID(), unique("shop-1159"), 18);
    inventory.topics.publish(planned);
    ServerPlaced placed = inventory.placed(planned.newServerId());
    inventory.publishHandled(
        provisioned(
            placed,
            new ProvisionedOrigin.Restored(
                planned.restoreId(), source.serverId(), TARGET, TARGET, "0/3000148")));

    inventory.publishHandled(cancelling(planned));

    assertThat(inventory.server(planned.newServerId()).path("status").asString())
        .isEqualTo("Ready");
  }

  private static RestoreCancelRequested cancelling(RestorePlanned planned) {
    return new RestoreCancelRequested(
        planned.restoreId(), planned.sourceServerId(), planned.newServerId());
  }

  private ServerRejected rejected(RestorePlanned planned) {
    return eventually(
            () -> inventory.topics.events(ServerRejected.class, planned.newServerId()),
            it -> assertThat(it).hasSize(1))
        .getFirst();
  }

  static RestorePlanned planned(ServerPlaced source, UUID newServerId, String name, int version) {
    return planned(source, newServerId, name, version, PAIRED);
  }

  static RestorePlanned planned(
      ServerPlaced source, UUID newServerId, String name, int version, String region) {
    RestorePlan plan =
        new RestorePlan(
            source.serverId(),
            region,
            UUID.randomUUID(),
            1,
            "0/2000028",
            "0/4000000",
            "0/3000148",
            TARGET,
            TARGET.minusSeconds(3),
            1L << 31,
            1L << 24,
            RestoredSettings.TierDefaults);
    return new RestorePlanned(
        UUID.randomUUID(),
        source.serverId(),
        newServerId,
        name,
        source.pricingTier(),
        source.adminLogin(),
        version,
        region,
        plan);
  }
}

package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoreEvent.RestoreCancelled;
import dev.meridian.events.RestoreEvent.RestoreCompleted;
import dev.meridian.events.RestoreEvent.RestoreFailed;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.events.RestoreTarget;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Restores that nobody wants any more. */
class CancelRestoreIT extends RestoredShop {

  @Test
  void whatIsNotPlannedYetIsCancelledAtOnceAndNeverPlanned() throws Exception {
    String id = idOf(ask(shop, at(noon.plusSeconds(120)), copy));

    HttpResponse<String> answer = cancel(id);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(answer.body()).path("status").asString()).isEqualTo("Cancelled");
    service.awaitEvent(RestoreCancelled.class, id);
    archive.commit(noon.plusSeconds(121));
    archive.archive();
    planned(idOf(ask(shop, at(noon), copy)));
    assertThat(service.events(RestorePlanned.class, id)).isEmpty();
  }

  @Test
  void whatIsPlannedIsCancelledOnceInventorySaysThatItWasNotPlaced() throws Exception {
    RestorePlanned planned = planned(idOf(ask(shop, at(noon), copy)));

    HttpResponse<String> answer = cancel(planned.restoreId().toString());

    assertThat(JSON.readTree(answer.body()).path("status").asString()).isEqualTo("Cancelling");
    assertThat(requested(planned)).hasSize(1);
    service.publish(
        new ServerRejected(
            planned.newServerId(), copy, "restore-cancelled", "It was", planned.restoreId()));
    assertCancelled(planned);
  }

  @Test
  void whatRunsIsCancelledOnceItsHostSaysThatNothingIsLeft() throws Exception {
    RestorePlanned planned = running();
    EventEnvelope request =
        service.publish(
            new RestoreCancelRequested(planned.restoreId(), source, planned.newServerId()));
    service.deliver(request);
    service.awaitHandled(request);
    cancel(planned.restoreId().toString());
    service.awaitHandled(service.publish(progress(planned, "recover", 50)));
    assertThat(status(planned)).isEqualTo("Cancelling");

    service.publish(gone(planned));

    assertCancelled(planned);
    assertThat(requested(planned)).as("the two that were published here").hasSize(2);
    assertThat(cancel(planned.restoreId().toString()).statusCode()).isEqualTo(202);
    service.awaitHandled(service.publish(again(request).event()));
    assertThat(service.events(RestoreCancelled.class, planned.restoreId().toString())).hasSize(1);
  }

  @Test
  void whatALostHostMakesIsCancelledOnceInventoryForgetsItAndItsNameIsFree() throws Exception {
    RestorePlanned planned = running();
    service.awaitHandled(placed(planned.newServerId(), copy));
    cancel(planned.restoreId().toString());
    assertThat(codeOf(ask(shop, at(noon), copy))).isEqualTo("server-name-taken");

    service.awaitHandled(
        service.publish(
            new ServerRejected(
                planned.newServerId(), copy, "restore-cancelled", "Lost", planned.restoreId())));

    assertCancelled(planned);
    planned(idOf(ask(shop, at(noon), copy)));
  }

  @Test
  void whatIsRejectedForAnothersIdLeavesThatOneAsItIs() throws Exception {
    service.awaitHandled(
        service.publish(new ServerRejected(source, copy, "server-id-taken", "It is", null)));

    planned(idOf(ask(shop, at(noon), copy)));
    assertThat(codeOf(ask(shop, at(noon), shop))).isEqualTo("server-name-taken");
  }

  @Test
  void whatIsCompletedBeforeItCouldBeCancelledStaysCompleted() throws Exception {
    RestorePlanned planned = running();
    cancel(planned.restoreId().toString());

    service.publish(provisioned(planned));

    service.awaitEvent(RestoreCompleted.class, planned.restoreId().toString());
    assertThat(status(planned)).isEqualTo("Completed");
    HttpResponse<String> late = cancel(planned.restoreId().toString());
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(codeOf(late)).isEqualTo("restore-already-ended");
    assertThat(JSON.readTree(late.body()).path("restoreStatus").asString()).isEqualTo("Completed");
    service.awaitHandled(service.publish(gone(planned)));
    assertThat(status(planned)).isEqualTo("Completed");
  }

  @Test
  void whatIsCancelledBeforeItIsAskedForIsCancelledWhenItIs() throws Exception {
    UUID id = UUID.randomUUID();
    UUID server = UUID.randomUUID();
    service.awaitHandled(service.publish(new RestoreCancelRequested(id, source, server)));

    service.publish(
        new RestoreRequested(id, source, new RestoreTarget.Latest(), server, copy, null));

    service.awaitEvent(RestoreCancelled.class, id.toString());
    assertThat(service.restore(id.toString()).path("status").asString()).isEqualTo("Cancelled");
    assertThat(service.events(RestorePlanned.class, id.toString())).isEmpty();
  }

  @Test
  void whatThereIsNotCannotBeCancelled() throws Exception {
    assertThat(codeOf(cancel(UUID.randomUUID().toString()))).isEqualTo("restore-not-found");
  }

  private RestorePlanned running() throws Exception {
    RestorePlanned planned = planned(idOf(ask(shop, at(noon), copy)));
    service.publish(progress(planned, "fetch files", 10));
    service.awaitEvent(RestoreProgressed.class, planned.restoreId().toString());
    return planned;
  }

  private static ServerProvisioningFailed gone(RestorePlanned planned) {
    return new ServerProvisioningFailed(
        planned.newServerId(), planned.restoreId(), "restore-cancelled", "Nothing is left");
  }

  private List<RestoreCancelRequested> requested(RestorePlanned planned) {
    String id = planned.restoreId().toString();
    service.awaitEvent(RestoreCancelRequested.class, id);
    return service.events(RestoreCancelRequested.class, id);
  }

  private static void assertCancelled(RestorePlanned planned) throws Exception {
    String id = planned.restoreId().toString();
    service.awaitEvent(RestoreCancelled.class, id);
    assertThat(status(planned)).isEqualTo("Cancelled");
    assertThat(service.restore(id).path("code").asString()).isEqualTo("restore-cancelled");
    assertThat(service.events(RestoreFailed.class, id)).isEmpty();
  }

  private static String status(RestorePlanned planned) throws Exception {
    return service.restore(planned.restoreId().toString()).path("status").asString();
  }

  private static HttpResponse<String> cancel(String id) throws Exception {
    return service.post(service.uri("/v1/restores/" + id + "/cancel"), "{}");
  }
}

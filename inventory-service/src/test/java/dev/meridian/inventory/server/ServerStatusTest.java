package dev.meridian.inventory.server;

import static dev.meridian.inventory.server.ServerStatus.Dropped;
import static dev.meridian.inventory.server.ServerStatus.Dropping;
import static dev.meridian.inventory.server.ServerStatus.Failed;
import static dev.meridian.inventory.server.ServerStatus.Provisioning;
import static dev.meridian.inventory.server.ServerStatus.Ready;
import static dev.meridian.inventory.server.ServerStatus.Requested;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerStatusTest {

  private static final Map<ServerStatus, Set<ServerStatus>> LEGAL =
      Map.of(
          Requested, Set.of(Requested, Provisioning, Failed, Dropped),
          Provisioning, Set.of(Provisioning, Ready, Failed, Dropping, Dropped),
          Ready, Set.of(Ready, Dropping, Dropped),
          Dropping, Set.of(Dropping, Dropped),
          Failed, Set.of(Failed, Dropped),
          Dropped, Set.of(Dropped));

  @ParameterizedTest
  @EnumSource
  void everyTransitionIsLegalOrNot(ServerStatus from) {
    for (ServerStatus to : ServerStatus.values()) {
      assertThat(from.canBecome(to))
          .as("%s to %s", from, to)
          .isEqualTo(LEGAL.get(from).contains(to));
    }
  }

  @Test
  void aServerThatIsGoneOrNeverCameToBeIsNotLiving() {
    assertThat(ServerStatus.values())
        .filteredOn(status -> !ServerStatus.NOT_LIVING.contains(status))
        .containsExactly(Requested, Provisioning, Ready, Dropping);
  }
}

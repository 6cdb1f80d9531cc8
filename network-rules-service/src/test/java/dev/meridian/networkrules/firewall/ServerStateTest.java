package dev.meridian.networkrules.firewall;

import static dev.meridian.networkrules.firewall.ServerState.Gone;
import static dev.meridian.networkrules.firewall.ServerState.Placed;
import static dev.meridian.networkrules.firewall.ServerState.Provisioned;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerStateTest {

  private static final Map<ServerState, Set<ServerState>> LEGAL =
      Map.of(
          Placed, Set.of(Provisioned, Gone),
          Provisioned, Set.of(Gone),
          Gone, Set.of());

  @ParameterizedTest
  @EnumSource
  void everyTransitionIsLegalOrNot(ServerState from) {
    for (ServerState to : ServerState.values()) {
      assertThat(from.leadsTo(to)).as("%s to %s", from, to).isEqualTo(LEGAL.get(from).contains(to));
    }
  }
}

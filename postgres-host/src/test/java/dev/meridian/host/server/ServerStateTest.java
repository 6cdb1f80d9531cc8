package dev.meridian.host.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServerStateTest {

  @Test
  void lifeGoesOneWay() {
    assertThat(next(ServerState.PLACED)).isEqualTo(EnumSet.allOf(ServerState.class));
    assertThat(next(ServerState.RUNNING))
        .isEqualTo(EnumSet.of(ServerState.RUNNING, ServerState.DROPPED));
    assertThat(next(ServerState.FAILED))
        .isEqualTo(EnumSet.of(ServerState.FAILED, ServerState.DROPPED));
    assertThat(next(ServerState.DROPPED)).isEqualTo(EnumSet.of(ServerState.DROPPED));
  }

  @Test
  void aDroppedServerDoesNotRunAgain() {
    Server dropped =
        Server.placed(
                UUID.randomUUID(),
                "shop",
                new PricingTier(ComputeTier.BASIC, 1, 10, 7, false, null),
                "shopkeeper",
                18,
                "west",
                5500)
            .becomes(ServerState.DROPPED);

    assertThatThrownBy(() -> dropped.becomes(ServerState.RUNNING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("DROPPED");
  }

  @Test
  void aRuleSetIsPendingUntilItsRevisionIsApplied() {
    UUID serverId = UUID.randomUUID();
    List<AddressRange> ranges =
        List.of(new AddressRange("10.0.0.1", "10.0.0.9"), new AddressRange("::1", "::2"));
    RuleSet first = RuleSet.of(serverId, 4, ranges);

    assertThat(first.isPending()).isTrue();
    assertThat(first.ranges()).isEqualTo(ranges);
    RuleSet applied = new RuleSet(serverId, 4, first.addresses(), 4L);
    assertThat(applied.isPending()).isFalse();
    assertThat(applied.replacedBy(5, List.of()).isPending()).isTrue();
    assertThat(applied.replacedBy(5, List.of()).ranges()).isEmpty();
  }

  private static EnumSet<ServerState> next(ServerState from) {
    EnumSet<ServerState> next = EnumSet.allOf(ServerState.class);
    next.removeIf(state -> !from.allows(state));
    return next;
  }
}

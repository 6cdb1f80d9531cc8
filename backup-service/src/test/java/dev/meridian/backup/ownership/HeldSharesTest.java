package dev.meridian.backup.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.settings.OwnershipSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldSharesTest {

  private static final Duration NOW = Duration.ZERO;
  private static final Duration A_WHILE = Duration.ofSeconds(8);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int COUNT = 3;

  private final FakeClaims claims = new FakeClaims();
  private final HeldShares one = held();
  private final HeldShares other = held();

  private HeldShares held() {
    return new HeldShares(
        claims, new OwnershipSettings(null, Duration.ofSeconds(7), Duration.ofSeconds(20)));
  }

  @Test
  void whileTheBrokerAnswersItsAssignmentIsTheLaw() {
    assertThat(one.decide(Set.of(0, 1, 2), COUNT, NOW)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(other.decide(Set.of(2), COUNT, NOW)).containsExactly(2);
    assertThat(one.decide(Set.of(0, 1), COUNT, NOW)).containsExactlyInAnyOrder(0, 1);
    assertThat(one.without(Set.of(1))).containsExactly(0);
  }

  @Test
  void whoDoesNotHearTheBrokerKeepsWhatNobodyElseHasClaimed() {
    one.decide(Set.of(0, 1, 2), COUNT, NOW);
    assertThat(one.decide(Set.of(0, 1, 2), COUNT, A_WHILE)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(one.decide(Set.of(0, 1, 2), COUNT, LONG)).containsExactlyInAnyOrder(0, 1, 2);
    other.decide(Set.of(1, 2), COUNT, NOW);
    assertThat(one.decide(Set.of(0, 1, 2), COUNT, LONG)).containsExactly(0);
    assertThat(other.decide(Set.of(1, 2), COUNT, NOW)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void anInstanceThatStartsWithoutABrokerTakesWhatNobodyClaimsAfterAWhile() {
    other.decide(Set.of(0, 1, 2), COUNT, NOW);
    claims.grownOld.add(0);
    claims.grownOld.add(1);
    assertThat(one.decide(Set.of(), COUNT, A_WHILE)).isEmpty();
    assertThat(one.decide(Set.of(), COUNT, LONG)).containsExactlyInAnyOrder(0, 1);
    assertThat(other.decide(Set.of(), COUNT, LONG)).containsExactly(2);
  }

  @Test
  void whileNobodyCanBeAskedAllStaysAsItWas() {
    one.decide(Set.of(0, 1), COUNT, NOW);
    claims.away = true;
    assertThat(one.decide(Set.of(0, 1), COUNT, LONG)).containsExactlyInAnyOrder(0, 1);
    assertThat(one.decide(Set.of(0), COUNT, NOW)).containsExactly(0);
  }

  @Test
  void everyServerBelongsToOneShare() {
    Map<Integer, Long> servers =
        IntStream.range(0, 6_000)
            .mapToObj(n -> UUID.randomUUID())
            .collect(Collectors.groupingBy(id -> Shares.of(id, 6), Collectors.counting()));
    assertThat(servers).containsOnlyKeys(0, 1, 2, 3, 4, 5);
    assertThat(servers.values()).allSatisfy(count -> assertThat(count).isBetween(700L, 1_300L));
    UUID id = UUID.fromString("0199f0a1-7c3e-7abc-8def-0123456789ab");
    assertThat(Shares.of(id, 6)).isEqualTo(Shares.of(id, 6));
    assertThat(new Shares(Set.of(Shares.of(id, 6)), 6).have(id)).isTrue();
    assertThat(new Shares(Set.of(), 6).have(id)).isFalse();
  }

  /** Claims in memory, which can be away, and grow old when told so. */
  private static final class FakeClaims implements Claims {

    final Map<Integer, UUID> by = new HashMap<>();
    final Set<Integer> grownOld = new java.util.HashSet<>();
    boolean away;

    @Override
    public void take(Set<Integer> shares, UUID instance) {
      requireThere();
      shares.forEach(share -> by.put(share, instance));
    }

    @Override
    public Set<Integer> renew(UUID instance) {
      requireThere();
      return by.entrySet().stream()
          .filter(claim -> claim.getValue().equals(instance))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    @Override
    public void takeAbandoned(int count, Duration age, UUID instance) {
      requireThere();
      for (int share = 0; share < count; share++) {
        if (grownOld.remove(share) || !by.containsKey(share)) {
          by.put(share, instance);
        }
      }
    }

    private void requireThere() {
      if (away) {
        throw new IllegalStateException("away");
      }
    }
  }
}

package dev.meridian.host.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.host.heartbeat.HeartbeatTable.Beat;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.postgres.Lsn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CompareTargetTest {

  private static final UUID SHOP = UUID.randomUUID();
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LAST = NOON.minusMillis(700);

  private final RestorePlan plan =
      new RestorePlan(
          SHOP,
          "west",
          UUID.randomUUID(),
          1,
          Lsn.parse("0/1"),
          Lsn.parse("0/3"),
          Lsn.parse("0/2"),
          NOON,
          LAST,
          1,
          1,
          null);

  /** When a heartbeat was committed last, by the log. */
  private Optional<Instant> log = Optional.of(LAST);

  private static Optional<Beat> beat(UUID server, Instant at) {
    return Optional.of(new Beat(server, 7, at, Duration.ofSeconds(5)));
  }

  private Optional<Beat> compare(Instant replayedTo, Optional<Beat> beat) {
    return CompareTarget.compare(plan, replayedTo, beat, _ -> log);
  }

  private void assertFails(Instant replayedTo, Optional<Beat> beat, String code) {
    assertThatThrownBy(() -> compare(replayedTo, beat))
        .isInstanceOfSatisfying(
            ProvisioningFailure.class, e -> assertThat(e.code()).as(e.reason()).isEqualTo(code));
  }

  @Test
  void aCopyWithTheLastHeartbeatAndTheLastTransactionIsExact() {
    assertThat(compare(LAST, beat(SHOP, NOON.minusSeconds(4)))).isPresent();
    assertThat(compare(null, beat(SHOP, NOON))).isPresent();
  }

  @Test
  void aHeartbeatOfAfterTheTargetMeansTooMuch() {
    assertFails(LAST, beat(SHOP, NOON.plusMillis(1)), "heartbeat-after-target");
  }

  @Test
  void aHeartbeatOfLongBeforeTheLastTransactionMeansTooLittle() {
    assertThat(compare(LAST, beat(SHOP, LAST.minusSeconds(40)))).isPresent();
    assertFails(LAST, beat(SHOP, LAST.minusSeconds(41)), "heartbeat-missing");
  }

  @Test
  void whereTheLogHasNoLaterHeartbeatTheHostWasAwayAndNothingIsMissing() {
    log = Optional.empty();

    assertThat(compare(LAST, beat(SHOP, LAST.minusSeconds(4000)))).isPresent();
  }

  @Test
  void theLogIsLookedAtFromWhenTheNextHeartbeatWasOverdue() {
    Instant beat = LAST.minusSeconds(41);
    List<Instant> asked = new ArrayList<>();

    CompareTarget.compare(
        plan,
        LAST,
        beat(SHOP, beat),
        after -> {
          asked.add(after);
          return Optional.empty();
        });

    assertThat(asked).containsExactly(beat.plusSeconds(10));
  }

  @Test
  void aTransactionOfAfterTheTargetMeansTooMuch() {
    assertFails(NOON.plusNanos(1000), Optional.empty(), "target-missed");
  }

  @Test
  void aServerThatHadNoHeartbeatOfItsOwnYetIsJudgedByItsLog() {
    assertThat(compare(LAST, Optional.empty())).isEmpty();
    assertThat(compare(LAST, beat(UUID.randomUUID(), NOON.plusSeconds(9)))).isEmpty();
  }
}

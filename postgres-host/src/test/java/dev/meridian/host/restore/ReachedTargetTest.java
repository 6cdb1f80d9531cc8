package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReachedTargetTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LAST = NOON.minusMillis(700);
  private static final Lsn TARGET = Lsn.parse("0/200");

  private static RestorePlan plan(@Nullable Instant target, @Nullable Instant promised) {
    return new RestorePlan(
        UUID.randomUUID(),
        "west",
        UUID.randomUUID(),
        1,
        Lsn.parse("0/100"),
        Lsn.parse("0/300"),
        TARGET,
        target,
        promised,
        1,
        1,
        null);
  }

  private static Optional<TransactionEnd> commit(Instant at, Lsn start) {
    return Optional.of(
        new TransactionEnd(TransactionEnd.Kind.COMMIT, 7, at, start, start.plus(0x20)));
  }

  private static void assertMissed(RestorePlan plan, Optional<TransactionEnd> last) {
    assertThatThrownBy(() -> ReachedTarget.require(plan, last))
        .isInstanceOfSatisfying(
            ProvisioningFailure.class,
            e -> assertThat(e.code()).as(e.reason()).isEqualTo("target-missed"));
  }

  private static void assertReached(RestorePlan plan, Optional<TransactionEnd> last) {
    assertThatCode(() -> ReachedTarget.require(plan, last)).doesNotThrowAnyException();
  }

  @Test
  void theTransactionThatThePlanPromisesIsTheLast() {
    assertReached(plan(NOON, LAST), commit(LAST, TARGET));
    for (Instant other : new Instant[] {LAST.minusNanos(1000), LAST.plusNanos(1000)}) {
      assertMissed(plan(NOON, LAST), commit(other, TARGET));
    }
    assertMissed(plan(NOON, LAST), Optional.empty());
  }

  @Test
  void aTransactionOfAfterTheInstantIsTooMuch() {
    assertReached(plan(NOON, null), commit(NOON, TARGET));
    assertMissed(plan(NOON, null), commit(NOON.plusNanos(1000), TARGET));
  }

  @Test
  void aTransactionOfAfterThePositionIsTooMuch() {
    assertMissed(plan(null, null), commit(LAST, TARGET.plus(8)));
  }

  @Test
  void withoutATransactionAfterTheBackupThereIsNothingToMiss() {
    assertReached(plan(NOON, null), Optional.empty());
    assertReached(plan(null, null), commit(LAST, TARGET.plus(-0x40)));
  }
}

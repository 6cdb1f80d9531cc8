package dev.meridian.restore.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminPasswordTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<Instant> TOLD = List.of(NOON, NOON.plusSeconds(600));

  @Test
  void aPasswordIsValidUntilTheChangeAfterIt() {
    AdminPassword valid = valid(commit(300), commit(400));

    assertThat(valid).isEqualTo(new AdminPassword("ada", NOON, NOON.plusSeconds(600), false));
  }

  @Test
  void aChangeThatIsTheLastCommitIsIncludedThoughItIsToldOfAMomentLater() {
    assertThat(valid(commit(599), null))
        .isEqualTo(new AdminPassword("ada", NOON.plusSeconds(600), null, false));
    assertThat(valid(commit(599), commit(700)))
        .isEqualTo(new AdminPassword("ada", NOON.plusSeconds(600), null, false));
  }

  @Test
  void whatIsToldRightAfterAnIncludedCommitMayBeThatCommit() {
    TransactionEnd last = at(NOON.plusMillis(599_500));
    TransactionEnd next = at(NOON.plusMillis(599_900));

    assertThat(valid(last, next).uncertain()).isTrue();
    assertThat(valid(commit(598), next).uncertain()).isFalse();
  }

  @Test
  void aChangeThatTheArchiveDoesNotReachIsNotClaimed() {
    assertThat(valid(commit(300), null))
        .isEqualTo(new AdminPassword("ada", NOON, NOON.plusSeconds(600), false));
    assertThat(AdminPassword.valid("ada", TOLD, null, null, NOON))
        .isEqualTo(new AdminPassword("ada", NOON, NOON.plusSeconds(600), false));
  }

  @Test
  void aChangeIsIncludedWhereAllThatWasCommittedByThenIs() {
    assertThat(AdminPassword.valid("ada", TOLD, commit(300), null, NOON.plusSeconds(600)))
        .isEqualTo(new AdminPassword("ada", NOON.plusSeconds(600), null, false));
    assertThat(AdminPassword.valid("ada", TOLD, null, null, NOON.plusSeconds(600)))
        .isEqualTo(new AdminPassword("ada", NOON.plusSeconds(600), null, false));
  }

  @Test
  void whereNothingIsKnownNothingIsClaimed() {
    assertThat(AdminPassword.valid("ada", List.of(), commit(1), null, NOON))
        .isEqualTo(new AdminPassword("ada", null, null, false));
  }

  private static AdminPassword valid(TransactionEnd last, @Nullable TransactionEnd next) {
    return AdminPassword.valid("ada", TOLD, last, next, NOON);
  }

  private static TransactionEnd commit(int seconds) {
    return at(NOON.plusSeconds(seconds));
  }

  private static TransactionEnd at(Instant instant) {
    return new TransactionEnd(TransactionEnd.Kind.COMMIT, 7, instant, new Lsn(100), new Lsn(148));
  }
}

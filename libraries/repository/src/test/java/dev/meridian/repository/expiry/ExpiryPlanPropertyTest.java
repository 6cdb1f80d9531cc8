package dev.meridian.repository.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A log in which one byte is written a second, so that a position is an instant. */
class ExpiryPlanPropertyTest {

  private static final int SEGMENT = 1 << 20;

  /** Backups and objects are made, and expired; all at random. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noInstantOfTheWindowIsLost(long seed) {
    var random = new Random(seed);
    int steps = 1 + random.nextInt(60);
    Duration retention = Duration.ofSeconds(SEGMENT * (long) (1 + random.nextInt(8)));
    List<BackupSummary> backups = new ArrayList<>();
    List<WalRange> wal = new ArrayList<>();
    long now = SEGMENT;
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(6)) {
        case 0 -> backups.add(backup(random, now));
        case 1 -> now += random.nextInt(2 * SEGMENT); // A gap.
        case 2 -> now = expire(backups, wal, now, retention);
        default -> {
          long end = now + 1 + random.nextInt(SEGMENT);
          wal.add(new WalRange(1, new Lsn(now), new Lsn(end)));
          now = end;
        }
      }
    }
    expire(backups, wal, now, retention);
  }

  private static long expire(
      List<BackupSummary> backups, List<WalRange> wal, long now, Duration retention) {
    List<BackupSummary> before = List.copyOf(backups);
    WalCoverage walBefore = WalCoverage.of(wal);
    ExpiryPlan plan = ExpiryPlan.of(backups, walBefore, at(now), retention);
    backups.removeAll(plan.expire());
    plan.walNeededFrom()
        .ifPresent(needed -> wal.removeIf(object -> !needed.isBefore(object.end())));

    WalCoverage walAfter = WalCoverage.of(wal);
    assertThat(backups).containsExactlyInAnyOrderElementsOf(plan.keep());
    assertThat(before.isEmpty()).isEqualTo(backups.isEmpty());
    for (long instant = now - retention.toSeconds(); instant <= now; instant += SEGMENT / 16) {
      if (restorable(before, walBefore, instant)) {
        assertThat(restorable(backups, walAfter, instant))
            .as("instant %d of %d", instant, now)
            .isTrue();
      }
    }
    // What was planned is done: planning again finds nothing.
    ExpiryPlan again = ExpiryPlan.of(backups, walAfter, at(now), retention);
    assertThat(again.expiresNoBackup()).isTrue();
    assertThat(again.walNeededFrom()).isEqualTo(plan.walNeededFrom());
    return now;
  }

  /** Whether some backup had ended by then and the log goes from its beginning up to there. */
  private static boolean restorable(
      List<BackupSummary> backups, WalCoverage coverage, long instant) {
    return backups.stream()
        .map(BackupSummary::facts)
        .filter(facts -> !facts.stoppedAt().isAfter(at(instant)))
        .anyMatch(
            facts ->
                coverage.contains(
                    new WalRange(
                        1, facts.start(), new Lsn(Math.max(instant, facts.stop().position())))));
  }

  /** Ended now, having begun up to half a segment ago. */
  private static BackupSummary backup(Random random, long now) {
    var start = new Lsn(now - 1 - random.nextInt(SEGMENT / 2));
    Instant stopped = at(now);
    var facts = new BackupFacts("", "18.6", 1, SEGMENT, 1, start, new Lsn(now), stopped, stopped);
    return new BackupSummary(
        UUID.randomUUID(), new UUID(1, 1), facts, List.of(), 0, 0, 0, Optional.empty(), false);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }
}

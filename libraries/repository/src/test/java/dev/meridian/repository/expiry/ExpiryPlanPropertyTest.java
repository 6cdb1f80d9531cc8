package dev.meridian.repository.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
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

/**
 * A log in which one byte is written a second, so that a position is an instant. Now and then the
 * server goes on in a new timeline.
 */
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
    var line = new TimelineHistory(1, List.of());
    long now = SEGMENT;
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(7)) {
        case 0 -> backups.add(backup(random, line, now));
        case 1 -> now += random.nextInt(2 * SEGMENT); // A gap.
        case 2 -> expire(backups, wal, line, now, retention);
        case 3 -> {
          line = branch(line, now);
          // The segment in which it begins has the log before it, too.
          now = append(wal, line, now / SEGMENT * SEGMENT, now + 1);
        }
        default -> now = append(wal, line, now, now + 1 + random.nextInt(SEGMENT));
      }
    }
    expire(backups, wal, line, now, retention);
  }

  private static TimelineHistory branch(TimelineHistory line, long now) {
    List<TimelineHistory.Branch> branches = new ArrayList<>(line.branches());
    branches.add(new TimelineHistory.Branch(line.timeline(), new Lsn(now), ""));
    return new TimelineHistory(line.timeline() + 1, branches);
  }

  private static long append(List<WalRange> wal, TimelineHistory line, long from, long to) {
    wal.add(new WalRange(line.timeline(), new Lsn(from), new Lsn(to)));
    return to;
  }

  private static void expire(
      List<BackupSummary> backups,
      List<WalRange> wal,
      TimelineHistory line,
      long now,
      Duration retention) {
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
      if (restorable(before, walBefore, line, instant)) {
        assertThat(restorable(backups, walAfter, line, instant))
            .as("instant %d of %d", instant, now)
            .isTrue();
      }
    }
    // What was planned is done: planning again finds nothing.
    ExpiryPlan again = ExpiryPlan.of(backups, walAfter, at(now), retention);
    assertThat(again.expiresNoBackup()).isTrue();
    assertThat(again.walNeededFrom()).isEqualTo(plan.walNeededFrom());
  }

  /** Whether some backup had ended by then and the log goes from its beginning up to there. */
  private static boolean restorable(
      List<BackupSummary> backups, WalCoverage coverage, TimelineHistory line, long instant) {
    return backups.stream()
        .map(BackupSummary::facts)
        .filter(facts -> !facts.stoppedAt().isAfter(at(instant)))
        .anyMatch(
            facts ->
                coverage.unbrokenFrom(line, facts.start()).position()
                    >= Math.max(instant, facts.stop().position()));
  }

  /** Ended now, having begun up to half a segment ago. */
  private static BackupSummary backup(Random random, TimelineHistory line, long now) {
    long begun = now - 1 - random.nextInt(SEGMENT / 2);
    var start = new Lsn(Math.max(begun, line.start().orElse(Lsn.ZERO).position()));
    Instant stopped = at(now);
    var facts =
        new BackupFacts(
            "", "18.6", 1, SEGMENT, line.timeline(), start, new Lsn(now), stopped, stopped);
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

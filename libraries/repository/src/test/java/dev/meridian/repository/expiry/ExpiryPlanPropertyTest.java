package dev.meridian.repository.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import dev.meridian.repository.window.LogTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A log in which one byte is written a second, so that a position is an instant. Now and then the
 * server goes on in a new timeline, and sometimes the old one goes on beside it.
 */
class ExpiryPlanPropertyTest {

  private static final int SEGMENT = 1 << 20;

  private final List<BackupSummary> backups = new ArrayList<>();
  private final List<WalRange> wal = new ArrayList<>();
  private final Map<Integer, TimelineHistory> histories = new HashMap<>();
  private TimelineHistory line = new TimelineHistory(1, List.of());
  private TimelineHistory left = line;
  private long now = SEGMENT;
  private long leftEnd;

  /** Backups and objects are made, and expired; all at random. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noInstantOfTheWindowIsLost(long seed) {
    var random = new Random(seed);
    histories.put(1, line);
    int steps = 1 + random.nextInt(60);
    Duration retention = Duration.ofSeconds(SEGMENT * (long) (1 + random.nextInt(8)));
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(8)) {
        case 0 -> backups.add(backup(random, line, now));
        case 1 -> now += random.nextInt(2 * SEGMENT); // A gap.
        case 2 -> {
          refuseWhatCosts(random, retention);
          expire(retention);
        }
        case 3 -> branch();
        case 4 -> goOnBeside(random);
        default -> now = append(line, now, now + 1 + random.nextInt(SEGMENT));
      }
    }
    refuseWhatCosts(random, retention);
    expire(retention);
  }

  private void branch() {
    left = line;
    leftEnd = now;
    List<TimelineHistory.Branch> branches = new ArrayList<>(line.branches());
    branches.add(new TimelineHistory.Branch(line.timeline(), new Lsn(now), ""));
    line = new TimelineHistory(line.timeline() + 1, branches);
    histories.put(line.timeline(), line);
    // The segment in which it begins has the log before it, too.
    now = append(line, now / SEGMENT * SEGMENT, now + 1);
  }

  /** By a server that doesn't know that it was left. */
  private void goOnBeside(Random random) {
    if (left != line) {
      leftEnd = append(left, leftEnd, leftEnd + 1 + random.nextInt(SEGMENT));
      if (random.nextBoolean()) {
        backups.add(backup(random, left, leftEnd));
      }
    }
  }

  private long append(TimelineHistory to, long from, long end) {
    wal.add(new WalRange(to.timeline(), new Lsn(from), new Lsn(end)));
    return end;
  }

  private void expire(Duration retention) {
    List<BackupSummary> before = List.copyOf(backups);
    List<WalRange> walBefore = List.copyOf(wal);
    Promise promise = promise(retention);
    ExpiryPlan plan = ExpiryPlan.of(promise);
    assertThat(promise.brokenBy(plan)).isEmpty();
    if (backups.stream().allMatch(backup -> backup.facts().liesOn(line))) {
      assertThat(plan.keep()).startsWith(anchor(at(now).minus(retention)));
    }
    backups.removeAll(plan.expire());
    wal.removeIf(object -> goes(object, plan));

    assertThat(backups).containsExactlyInAnyOrderElementsOf(plan.keep());
    assertThat(before.isEmpty()).isEqualTo(backups.isEmpty());
    assertThat(lost(before, walBefore, backups, wal, retention)).isEmpty();
    // What was planned is done: planning again finds nothing.
    ExpiryPlan again = ExpiryPlan.of(promise(retention));
    assertThat(again.expiresNoBackup()).isTrue();
    assertThat(again.walNeededFrom()).isEqualTo(plan.walNeededFrom());
  }

  /** The newest backup that is good for the window's first instant, or else the oldest of all. */
  private BackupSummary[] anchor(Instant windowBegins) {
    WalCoverage coverage = WalCoverage.of(wal);
    Comparator<BackupSummary> byEnd =
        Comparator.comparing((BackupSummary each) -> each.facts().stoppedAt())
            .thenComparing(BackupSummary::id);
    return backups.stream()
        .filter(each -> !each.facts().stoppedAt().isAfter(windowBegins))
        .filter(each -> coverage.contains(range(each.facts())))
        .max(byEnd)
        .or(() -> backups.stream().min(byEnd))
        .stream()
        .toArray(BackupSummary[]::new);
  }

  private static WalRange range(BackupFacts facts) {
    return new WalRange(facts.timeline(), facts.start(), facts.stop());
  }

  /** Any backups and any log are to go. */
  private void refuseWhatCosts(Random random, Duration retention) {
    for (int number = 0; number < 2; number++) {
      List<BackupSummary> kept = new ArrayList<>(backups);
      List<BackupSummary> going = new ArrayList<>();
      int share = 1 + random.nextInt(4);
      kept.removeIf(backup -> random.nextInt(share + 1) == 0 && going.add(backup));
      Optional<Lsn> needed =
          kept.stream().map(each -> each.facts().firstNeeded()).min(Comparator.naturalOrder());
      long more = random.nextBoolean() ? 0 : random.nextInt(3 * SEGMENT);
      ExpiryPlan plan = new ExpiryPlan(kept, going, needed.map(from -> from.plus(more)));
      List<WalRange> walAfter = new ArrayList<>(wal);
      walAfter.removeIf(object -> goes(object, plan));

      Optional<String> lost = lost(backups, wal, kept, walAfter, retention);

      if (lost.isPresent()) {
        assertThat(promise(retention).brokenBy(plan)).as(lost.get()).isPresent();
      }
    }
  }

  private static boolean goes(WalRange object, ExpiryPlan plan) {
    return plan.walNeededFrom().filter(needed -> !needed.isBefore(object.end())).isPresent();
  }

  private Promise promise(Duration retention) {
    WalCoverage coverage = WalCoverage.of(wal);
    return new Promise(
        at(now).minus(retention),
        // In whatever order.
        backups.reversed(),
        coverage,
        histories::get,
        new LogTimes() {
          @Override
          public Instant restorableFrom(BackupFacts backup) {
            return backup.stoppedAt();
          }

          @Override
          public Optional<Instant> lastCommit(TimelineHistory along, Lsn from) {
            return Optional.of(at(coverage.unbrokenFrom(along, from).position()));
          }
        });
  }

  /** An instant of the window that could be restored before and can't after, on whatever line. */
  private Optional<String> lost(
      List<BackupSummary> backupsBefore,
      List<WalRange> walBefore,
      List<BackupSummary> backupsAfter,
      List<WalRange> walAfter,
      Duration retention) {
    WalCoverage before = WalCoverage.of(walBefore);
    WalCoverage after = WalCoverage.of(walAfter);
    for (TimelineHistory along : lines(backupsBefore)) {
      long end = Math.max(now, leftEnd);
      for (long instant = now - retention.toSeconds(); instant <= end; instant += SEGMENT / 16) {
        if (restorable(backupsBefore, before, along, instant)
            && !restorable(backupsAfter, after, along, instant)) {
          return Optional.of("instant %d of %d on %s".formatted(instant, now, along));
        }
      }
    }
    return Optional.empty();
  }

  private Set<TimelineHistory> lines(List<BackupSummary> of) {
    Set<TimelineHistory> lines = new LinkedHashSet<>(List.of(line));
    of.stream()
        .map(BackupSummary::facts)
        .filter(facts -> !facts.liesOn(line))
        .forEach(facts -> lines.add(histories.get(facts.timeline())));
    return lines;
  }

  /** Whether some backup had ended by then and the log goes from its beginning up to there. */
  private static boolean restorable(
      List<BackupSummary> backups, WalCoverage coverage, TimelineHistory line, long instant) {
    return backups.stream()
        .map(BackupSummary::facts)
        .filter(facts -> facts.liesOn(line))
        .filter(facts -> !facts.stoppedAt().isAfter(at(instant)))
        .anyMatch(
            facts ->
                coverage.unbrokenFrom(line, facts.start()).position()
                    >= Math.max(instant, facts.stop().position()));
  }

  /** Ended when the log was there, having begun up to half a segment ago. */
  private static BackupSummary backup(Random random, TimelineHistory line, long end) {
    long begun = end - 1 - random.nextInt(SEGMENT / 2);
    var start = new Lsn(Math.max(begun, line.start().orElse(Lsn.ZERO).position()));
    Instant stopped = at(end);
    var facts =
        new BackupFacts(
            "", "18.6", 1, SEGMENT, line.timeline(), start, new Lsn(end), stopped, stopped);
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

package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Pace;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.rate.MeasuredDrills;
import dev.meridian.restore.rate.Rates;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What the restores and drills of this fleet that were completed last have taken. */
@Component
public class MeasuredRestores {

  private final Restores restores;
  private final MeasuredDrills drills;

  MeasuredRestores(Restores restores, MeasuredDrills drills) {
    this.restores = restores;
    this.drills = drills;
  }

  Rates rates() {
    return new Rates(
        Stream.concat(
                restores.completedLast().stream().flatMap(restore -> restore.measured().stream()),
                drills.last().stream())
            .toList());
  }

  /** How long the next one will take. */
  Pace pace() {
    Rates rates = rates();
    return (backupBytes, walBytes) ->
        rates.estimate(backupBytes, walBytes).map(Rates.Estimate::duration);
  }

  /**
   * How long a restore still takes; empty unless it runs, waits for nothing, and others have been
   * measured.
   */
  public Optional<Duration> left(Restore restore) {
    if (restore.status() != RestoreStatus.Running) {
      return Optional.empty();
    }
    Progress progress = restore.progress().orElse(Progress.NONE);
    if (progress.waitingFor() != null) {
      return Optional.empty();
    }
    Plan plan = restore.plan().orElseThrow();
    double done =
        progress.bytesTotal() == 0 ? 0 : (double) progress.bytesDone() / progress.bytesTotal();
    return rates().left(progress.phase(), done, plan.backupBytes(), plan.walBytes());
  }
}

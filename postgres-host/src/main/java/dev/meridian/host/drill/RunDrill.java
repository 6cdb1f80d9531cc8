package dev.meridian.host.drill;

import dev.meridian.host.heartbeat.HeartbeatTable;
import dev.meridian.host.heartbeat.HeartbeatTable.Beat;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.provision.ProgressSink;
import dev.meridian.host.restore.RestoreServer;
import dev.meridian.host.restore.RestoredCopy;
import dev.meridian.host.server.Findings;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.Work;
import dev.meridian.host.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/**
 * A restore on trial: as real as any up to its target, then compared with what it should be, made
 * complete as any, looked through, and removed.
 */
@Component
public class RunDrill {

  /** Of the time for checks, what relations may take; pages have the rest. */
  private static final double FOR_RELATIONS = 0.6;

  private static final String HAS_CHECKSUMS =
      "select current_setting('data_checksums') = 'on' and current_setting('block_size') = '8192'";

  private final RestoreServer restore;
  private final RandomGenerator random = new SplittableRandom();

  RunDrill(RestoreServer restore) {
    this.restore = restore;
  }

  /**
   * Does it; nothing of the copy is left, whatever comes of it.
   *
   * @throws dev.meridian.host.provision.ProvisioningFailure when the copy can't be made, or is not
   *     as it should be
   */
  public Findings run(Server copy, Work.Drill work, ProgressSink progress) {
    long begun = System.nanoTime();
    return restore.onTrial(
        copy, work.plan(), progress, restored -> look(restored, work, progress, begun));
  }

  private Findings look(RestoredCopy copy, Work.Drill work, ProgressSink progress, long begun) {
    progress.begins("compare");
    Optional<Beat> beat = compare(copy, work);
    copy.complete();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Duration budget = Duration.ofSeconds(work.checkSeconds());
    Deadline end = Deadline.in(budget);
    progress.begins("check relations");
    CheckRelations.Checked relations =
        new CheckRelations(
                copy.instance(),
                random,
                Deadline.in(Duration.ofMillis((long) (budget.toMillis() * FOR_RELATIONS))),
                () -> progress.begins("check relations"))
            .run();
    CheckPages.Checked pages = checkPages(copy.instance(), end, progress);
    progress.requireWanted();
    return new Findings(
        copy.lastCommitAt().orElse(copy.replayedTo()),
        beat.map(Beat::at).orElse(null),
        took.toMillis(),
        relations.relations(),
        relations.total(),
        pages.pages(),
        pages.total());
  }

  private static Optional<Beat> compare(RestoredCopy copy, Work.Drill work) {
    try (Session session = copy.instance().connect(HeartbeatTable.DATABASE)) {
      return CompareTarget.compare(
          work.plan(),
          copy.replayedTo(),
          HeartbeatTable.last(session),
          after -> copy.lastWrite(HeartbeatTable.files(session), after));
    }
  }

  /** On disk, where all is once the process has ended in order. */
  private CheckPages.Checked checkPages(Instance copy, Deadline end, ProgressSink progress) {
    boolean has;
    try (Session session = copy.connect("postgres")) {
      has = session.holds(HAS_CHECKSUMS);
    }
    if (!has) {
      return new CheckPages.Checked(0, 0);
    }
    progress.begins("check pages");
    copy.stop();
    return new CheckPages(
            copy.directory().data(), random, end, () -> progress.begins("check pages"))
        .run();
  }
}

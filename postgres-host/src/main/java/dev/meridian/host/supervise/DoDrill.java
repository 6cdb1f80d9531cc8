package dev.meridian.host.supervise;

import dev.meridian.host.drill.RunDrill;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.AssignDrills;
import dev.meridian.host.server.DrillOutcomes;
import dev.meridian.host.server.Findings;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.Work;
import dev.meridian.host.server.WorkQueue;
import dev.meridian.host.server.WorkQueue.Queued;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does a drill and records its outcome; one that a shutdown interrupts is done again. */
@Component
class DoDrill {

  private static final Logger log = LoggerFactory.getLogger(DoDrill.class);

  private final RunDrill drill;
  private final Instances instances;
  private final WorkQueue queue;
  private final DrillOutcomes outcomes;

  DoDrill(RunDrill drill, Instances instances, WorkQueue queue, DrillOutcomes outcomes) {
    this.drill = drill;
    this.instances = instances;
    this.queue = queue;
    this.outcomes = outcomes;
  }

  void perform(Server copy, Queued queued, Work.Drill work) {
    log.info("Drilling a restore of server {}: {}", work.plan().sourceServerId(), work.drillId());
    var sink =
        new ThrottledProgress(
            progress -> outcomes.progressed(work, progress),
            () -> queue.isToBeCancelled(copy.id()));
    try {
      Findings findings =
          WhileWanted.run(
              sink::isUnwanted,
              () -> instances.of(copy).abort(),
              () -> drill.run(copy, work, sink));
      Recording.of(() -> outcomes.passed(copy, queued, work, findings));
      log.info("Drill {} found all as it should be: {}", work.drillId(), findings);
    } catch (ProvisioningFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      ProvisioningFailure why = queue.isToBeCancelled(copy.id()) ? cancelled() : e;
      log.warn("Drill {} has failed: {}", work.drillId(), why.reason(), e);
      Recording.of(() -> outcomes.broken(copy, queued, work, why.code(), why.reason()));
    }
  }

  private static ProvisioningFailure cancelled() {
    return new ProvisioningFailure(
        AssignDrills.DRILL_CANCELLED, "The drill was cancelled before it was complete");
  }
}

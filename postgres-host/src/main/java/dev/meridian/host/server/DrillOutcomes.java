package dev.meridian.host.server;

import dev.meridian.host.server.WorkQueue.Queued;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Records what became of a drill, and says so; the copy that it made is gone by then. */
@Component
@Transactional
public class DrillOutcomes {

  private final Servers servers;
  private final WorkQueue queue;
  private final Announcements announcements;

  DrillOutcomes(Servers servers, WorkQueue queue, Announcements announcements) {
    this.servers = servers;
    this.queue = queue;
    this.announcements = announcements;
  }

  /** A drill goes on. */
  public void progressed(Work.Drill drill, Announcements.Progress progress) {
    announcements.drillProgressed(drill.plan().sourceServerId(), drill.drillId(), progress);
  }

  /** All was as it should be. */
  public void passed(Server copy, Queued work, Work.Drill drill, Findings findings) {
    ended(copy, work);
    announcements.drillPassed(drill.plan().sourceServerId(), drill.drillId(), findings);
  }

  /** Something was not as it should be. */
  public void broken(Server copy, Queued work, Work.Drill drill, String code, String reason) {
    ended(copy, work);
    announcements.drillBroken(drill.plan().sourceServerId(), drill.drillId(), code, reason);
  }

  private void ended(Server copy, Queued work) {
    servers.update(copy.id(), copy.becomes(ServerState.DROPPED).state());
    queue.done(work);
  }
}

package dev.meridian.host.supervise;

import dev.meridian.host.access.Roles;
import dev.meridian.host.drop.DropServer;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.provision.CreateServer;
import dev.meridian.host.provision.ProgressSink;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.restore.RestoreServer;
import dev.meridian.host.server.Announcements.Provisioned;
import dev.meridian.host.server.Assignments;
import dev.meridian.host.server.Outcomes;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.ServerState;
import dev.meridian.host.server.Work;
import dev.meridian.host.server.WorkQueue;
import dev.meridian.host.server.WorkQueue.Queued;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.scram.MalformedVerifier;
import dev.meridian.security.scram.ScramVerifier;
import dev.meridian.security.seal.CannotOpen;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does one piece of work on one server and records its outcome. Whatever fails for reasons that may
 * pass is thrown, and nothing is recorded: the work is still there, and is done again.
 */
@Component
class DoWork {

  private static final Logger log = LoggerFactory.getLogger(DoWork.class);

  private final CreateServer create;
  private final RestoreServer restore;
  private final DoDrill drill;
  private final DropServer drop;
  private final KeepRunning keepRunning;
  private final Instances instances;
  private final FleetDirectory fleet;
  private final WorkQueue queue;
  private final Outcomes outcomes;

  DoWork(
      CreateServer create,
      RestoreServer restore,
      DoDrill drill,
      DropServer drop,
      KeepRunning keepRunning,
      Instances instances,
      FleetDirectory fleet,
      WorkQueue queue,
      Outcomes outcomes) {
    this.create = create;
    this.restore = restore;
    this.drill = drill;
    this.drop = drop;
    this.keepRunning = keepRunning;
    this.instances = instances;
    this.fleet = fleet;
    this.queue = queue;
    this.outcomes = outcomes;
  }

  void perform(Server server, Queued queued) {
    switch (queued.work()) {
      case Work.Drop _ -> {
        if (!server.state().isGone()) {
          drop.drop(server);
        }
        Recording.of(() -> outcomes.dropped(server));
        log.info("Server {} ({}) is dropped", server.name(), server.id());
      }
      case Work.Create work ->
          provision(
              server,
              queued,
              null,
              progress -> create.create(server, work.sealedVerifier(), progress));
      case Work.Restore work ->
          provision(
              server,
              queued,
              work.restoreId(),
              progress -> restore.restore(server, work, progress));
      case Work.Drill work -> drill.perform(server, queued, work);
      case Work.CancelRestore _ -> Recording.of(() -> outcomes.passedOver(queued));
      case Work.ChangeAdminPassword work -> changeAdminPassword(server, queued, work);
      case Work.ChangePricingTier work -> changePricingTier(server, queued, work);
      case Work.ChangeDurability work -> changeDurability(server, queued, work);
    }
  }

  private void provision(
      Server server,
      Queued queued,
      @Nullable UUID restoreId,
      Function<ProgressSink, Provisioned> make) {
    if (server.state() != ServerState.PLACED) {
      Recording.of(() -> outcomes.passedOver(queued));
      return;
    }
    log.info("Making server {} ({})", server.name(), server.id());
    ThrottledProgress progress = progress(server, restoreId);
    try {
      Provisioned how =
          WhileWanted.run(
              progress::isUnwanted, () -> instances.of(server).abort(), () -> make.apply(progress));
      Recording.of(() -> outcomes.provisioned(server, queued, how));
      log.info("Server {} ({}) runs on port {}", server.name(), server.id(), server.port());
    } catch (ProvisioningFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      ProvisioningFailure why = whyUnwanted(server).orElse(e);
      log.warn("Server {} ({}) was not made: {}", server.name(), server.id(), why.reason(), e);
      Recording.of(
          () -> outcomes.provisioningFailed(server, queued, restoreId, why.code(), why.reason()));
    }
  }

  /** What fails because nobody wants it any more has failed for that. */
  private Optional<ProvisioningFailure> whyUnwanted(Server server) {
    if (queue.isToBeCancelled(server.id())) {
      return Optional.of(
          new ProvisioningFailure(
              Assignments.RESTORE_CANCELLED, "The restore was cancelled before it was complete"));
    }
    return queue.isToBeDropped(server.id())
        ? Optional.of(
            new ProvisioningFailure("server-dropped", "The server was dropped before it was made"))
        : Optional.empty();
  }

  private ThrottledProgress progress(Server server, @Nullable UUID restoreId) {
    return new ThrottledProgress(
        progress -> outcomes.progressed(server.id(), restoreId, progress),
        () -> queue.isToBeDropped(server.id()) || queue.isToBeCancelled(server.id()));
  }

  private void changeAdminPassword(Server server, Queued queued, Work.ChangeAdminPassword work) {
    if (server.state() != ServerState.RUNNING) {
      failPassword(server, queued, work, Outcomes.SERVER_GONE, "The server does not exist");
      return;
    }
    try {
      ScramVerifier verifier =
          ScramVerifier.parse(fleet.openingKey().open(server.id(), work.sealedVerifier()));
      if (!isDone(server, () -> changePassword(server, work.adminLogin(), verifier))) {
        return;
      }
    } catch (CannotOpen e) {
      failPassword(server, queued, work, e.code(), String.valueOf(e.getMessage()));
      return;
    } catch (MalformedVerifier e) {
      failPassword(server, queued, work, e.code(), String.valueOf(e.getMessage()));
      return;
    } catch (SessionFailed e) {
      if (!e.isRefusal()) {
        throw e;
      }
      failPassword(server, queued, work, "postgres-refused", String.valueOf(e.getMessage()));
      return;
    }
    Recording.of(() -> outcomes.adminPasswordChanged(server, queued, work.changeId()));
    log.info("Server {} has another admin password", server.name());
  }

  private void changePassword(Server server, String adminLogin, ScramVerifier verifier) {
    keepRunning.start(server);
    try (Session session = instances.of(server).connect("postgres")) {
      Roles.changePassword(session, adminLogin, verifier);
    }
  }

  /**
   * Does something to a server that runs, which may have to wait for its users' sessions; whether
   * it was done. If not, the server is to be dropped, which is done next.
   */
  private boolean isDone(Server server, Runnable change) {
    try {
      return WhileWanted.run(
          () -> queue.isToBeDropped(server.id()),
          () -> instances.of(server).endSessions(),
          () -> {
            change.run();
            return true;
          });
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted() || !queue.isToBeDropped(server.id())) {
        throw e;
      }
      log.info("Server {} is to be dropped before anything else is done to it", server.name(), e);
      return false;
    }
  }

  private void failPassword(
      Server server, Queued queued, Work.ChangeAdminPassword work, String code, String reason) {
    log.warn("The admin password of server {} stays as it is: {}", server.name(), reason);
    Recording.of(
        () -> outcomes.adminPasswordChangeFailed(server, queued, work.changeId(), code, reason));
  }

  private void changeDurability(Server server, Queued queued, Work.ChangeDurability work) {
    if (server.state() != ServerState.RUNNING) {
      Recording.of(() -> outcomes.passedOver(queued));
      return;
    }
    Server changed = server.with(work.synchronous());
    if (!isDone(server, () -> keepRunning.reconfigure(changed))) {
      return;
    }
    Recording.of(() -> outcomes.durabilityChanged(changed, queued));
    log.info(
        "Commits on server {} {}",
        server.name(),
        work.synchronous() ? "wait for the repository" : "no longer wait for the repository");
  }

  private void changePricingTier(Server server, Queued queued, Work.ChangePricingTier work) {
    if (server.state() != ServerState.RUNNING) {
      Recording.of(() -> outcomes.passedOver(queued));
      return;
    }
    Server changed = server.with(work.pricingTier());
    if (!isDone(server, () -> keepRunning.restart(changed))) {
      return;
    }
    Recording.of(() -> outcomes.pricingTierApplied(changed, queued));
    log.info("Server {} runs with another tier: {}", server.name(), work.pricingTier());
  }
}

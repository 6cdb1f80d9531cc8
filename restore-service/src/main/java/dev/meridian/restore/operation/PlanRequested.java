package dev.meridian.restore.operation;

import dev.meridian.messaging.inbox.Failures;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Plans what was asked for, or rejects it. What is to be planned lies in the database: after a
 * crash it is looked at again. The look at the archive is outside any transaction; only what it
 * came to is written, if nobody else was faster.
 */
@Component
class PlanRequested {

  private static final Logger log = LoggerFactory.getLogger(PlanRequested.class);

  private final Restores restores;
  private final FindSources sources;
  private final NewServerName names;
  private final AssessTarget assessTarget;
  private final ChooseDestination destinations;
  private final RestoreAnnouncements announcements;
  private final TransactionOperations transactions;
  private final PlanningSettings settings;
  private final Clock clock;

  /** Those of which it was logged why they can't be planned. */
  private final Set<UUID> logged = ConcurrentHashMap.newKeySet();

  PlanRequested(
      Restores restores,
      FindSources sources,
      NewServerName names,
      AssessTarget assessTarget,
      ChooseDestination destinations,
      RestoreAnnouncements announcements,
      TransactionOperations transactions,
      PlanningSettings settings,
      Clock clock) {
    this.restores = restores;
    this.sources = sources;
    this.names = names;
    this.assessTarget = assessTarget;
    this.destinations = destinations;
    this.announcements = announcements;
    this.transactions = transactions;
    this.settings = settings;
    this.clock = clock;
  }

  /** Looks at everything that is to be planned. */
  @Scheduled(fixedDelayString = "${meridian.restore-service.planning.pause:200ms}")
  void run() {
    List<Restore> waiting = restores.toBePlanned();
    logged.retainAll(waiting.stream().map(Restore::id).toList());
    for (Restore restore : waiting) {
      try {
        planOrReject(restore);
      } catch (RuntimeException e) {
        logOnce(restore, e);
      }
    }
  }

  private void logOnce(Restore restore, RuntimeException e) {
    if (logged.add(restore.id())) {
      log.warn("Restore {} can't be planned now and is tried again", restore.id(), e);
    }
  }

  /** What nobody expects may be over soon; whoever asked isn't left without an answer for ever. */
  private void planOrReject(Restore restore) {
    try {
      plan(restore);
    } catch (RuntimeException e) {
      logOnce(restore, e);
      if (Failures.of(e) != Failures.OF_THE_SURROUNDINGS
          && hasWaited(restore, settings.patience())) {
        reject(
            restore,
            "internal-error",
            "It can't be planned for a reason that restore-service's log tells",
            Window.NONE);
      }
    }
  }

  private void plan(Restore restore) {
    Optional<SourceServer> source = sources.byId(restore.sourceServerId());
    try {
      NewServerName.legal(restore.newServerName());
      if (source.isPresent()) {
        transactions.executeWithoutResult(_ -> names.requireFreeFor(restore));
        decide(restore, source.get());
      } else if (hasWaited(restore, settings.sourcePatience())) {
        throw AssessTarget.unknownSource(restore.sourceServerId().toString());
      }
    } catch (Refused refused) {
      reject(
          restore,
          refused.code(),
          refused.reason(),
          source.map(assessTarget::window).orElse(Window.NONE));
    } catch (RepositoryException e) {
      if (!e.retryable() || hasWaited(restore, settings.patience())) {
        reject(
            restore,
            e.code(),
            String.valueOf(e.getMessage()),
            sources.window(restore.sourceServerId()).orElse(Window.NONE));
      }
    }
  }

  private void decide(Restore restore, SourceServer source) {
    Options options = restore.options();
    Destination destination = destinations.of(source, options);
    Assessment assessment = assessTarget.assess(source, restore.target(), options.fromRegion());
    switch (assessment.outcome()) {
      case Outcome.Planned planned -> {
        ChooseDestination.requireRoom(destination, options, planned.plan().backupBytes());
        accept(restore, assessment.holder(), destination, planned.plan());
      }
      case Outcome.Impossible impossible ->
          reject(restore, impossible.code(), impossible.reason(), assessment.window());
      case Outcome.NotCoveredYet notYet -> {
        if (hasWaited(restore, settings.patience())) {
          reject(
              restore,
              "target-not-covered-yet",
              notCovered(restore, notYet.reachesTo()),
              assessment.window());
        }
      }
    }
  }

  private String notCovered(Restore restore, String reachesTo) {
    return "The archive reaches to %s and didn't reach %s within %d s; try again later, or ask for the latest"
        .formatted(reachesTo, restore.target().value(), settings.patience().toSeconds());
  }

  private void accept(Restore restore, SourceServer holder, Destination destination, Plan plan) {
    change(
        restore,
        current -> {
          if (current.planned(plan)) {
            restores.update(current);
            announcements.planned(current, holder, destination, plan);
          }
        });
  }

  private void reject(Restore restore, String code, String reason, Window window) {
    change(
        restore,
        current -> {
          if (current.rejected(code, reason, window, clock.instant())) {
            restores.update(current);
            announcements.rejected(current, code, reason, window);
          }
        });
  }

  private void change(Restore restore, Consumer<Restore> verb) {
    transactions.executeWithoutResult(
        _ -> restores.findByIdForUpdate(restore.id()).ifPresent(verb));
  }

  private boolean hasWaited(Restore restore, Duration patience) {
    Instant since = restore.toBePlannedFrom;
    return since != null && !clock.instant().isBefore(since.plus(patience));
  }
}

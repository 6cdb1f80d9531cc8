package dev.meridian.restore.drill;

import dev.meridian.messaging.inbox.Failures;
import dev.meridian.messaging.inbox.Hearing;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.operation.AssessTarget;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.SourceState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives the drill whose turn it is a second and a host. What waits lies in the database: after a
 * crash it is looked at again. The look at the archive is outside any transaction.
 */
@Component
class PlanDrills {

  private static final Logger log = LoggerFactory.getLogger(PlanDrills.class);

  private final Drills drills;
  private final Hosts hosts;
  private final FindSources sources;
  private final AssessTarget assessTarget;
  private final FollowDrills follow;
  private final DrillAnnouncements announcements;
  private final TransactionOperations transactions;
  private final Hearing hearing;
  private final DrillSettings settings;
  private final ChooseTarget choose;
  private final Clock clock;

  /** Of those that wait for a host, whose archives aren't read again before there is one. */
  private final Map<UUID, Need> needs = new ConcurrentHashMap<>();

  /** Since when it has been whose turn. */
  private final Map<UUID, Instant> turns = new ConcurrentHashMap<>();

  /** Those of which it was logged why they can't be planned. */
  private final Set<UUID> logged = ConcurrentHashMap.newKeySet();

  /** What a host has to have for a drill to the second that was looked at. */
  private record Need(Instant target, int postgresVersion, long bytes) {}

  PlanDrills(
      Drills drills,
      Hosts hosts,
      FindSources sources,
      AssessTarget assessTarget,
      FollowDrills follow,
      DrillAnnouncements announcements,
      TransactionOperations transactions,
      Hearing hearing,
      DrillSettings settings,
      RandomGenerator random,
      Clock clock) {
    this.drills = drills;
    this.hosts = hosts;
    this.sources = sources;
    this.assessTarget = assessTarget;
    this.follow = follow;
    this.announcements = announcements;
    this.transactions = transactions;
    this.hearing = hearing;
    this.settings = settings;
    this.choose = new ChooseTarget(random);
    this.clock = clock;
  }

  /** Looks at everything that has not ended. */
  @Scheduled(fixedDelayString = "${meridian.restore-service.drills.pause:500ms}")
  void run() {
    List<Drill> open = drills.open();
    List<UUID> ids = open.stream().map(Drill::id).toList();
    needs.keySet().retainAll(ids);
    turns.keySet().retainAll(ids);
    logged.retainAll(ids);
    open.stream().filter(this::isSilent).forEach(this::giveUp);
    if (isFull(open)) {
      // What a host lacks may be what the others take.
      turns.clear();
      return;
    }
    for (Drill drill : open) {
      if (drill.status() == DrillStatus.Requested) {
        turns.putIfAbsent(drill.id(), clock.instant());
        try {
          planOrFail(drill);
        } catch (RuntimeException e) {
          logOnce(drill, e);
        }
      }
    }
  }

  private void logOnce(Drill drill, RuntimeException e) {
    if (logged.add(drill.id())) {
      log.warn("Drill {} can't be planned now and is tried again", drill.id(), e);
    }
  }

  private void planOrFail(Drill drill) {
    try {
      plan(drill);
    } catch (RuntimeException e) {
      logOnce(drill, e);
      if (Failures.of(e) != Failures.OF_THE_SURROUNDINGS) {
        failInTime(
            drill,
            null,
            "internal-error",
            "It can't be planned for a reason that restore-service's log tells");
      }
    }
  }

  private boolean isFull(List<Drill> open) {
    return open.stream().filter(drill -> drill.status() != DrillStatus.Requested).count()
        >= settings.atOnce();
  }

  /** What its host may have said before this service heard anything doesn't count. */
  private boolean isSilent(Drill drill) {
    Instant before = clock.instant().minus(settings.silence());
    return drill.status() != DrillStatus.Requested
        && drill.heardAt.isBefore(before)
        && hearing.missedNothingSince(before);
  }

  /** Its host may come back: it then hears that nobody wants it any more. */
  private void giveUp(Drill silent) {
    change(
        silent,
        drill -> {
          if (!isSilent(drill)) {
            return false;
          }
          announcements.cancelRequested(drill);
          return drill.status() == DrillStatus.Cancelling
              ? drill.cancelled(clock.instant())
              : follow.fail(
                  drill,
                  "host-silent",
                  "Host %s has said nothing of it since %s"
                      .formatted(drill.hostId().orElse("unknown"), drill.heardAt));
        });
  }

  private void plan(Drill drill) {
    Optional<SourceServer> found = sources.byId(drill.serverId());
    if (found.isEmpty()) {
      fail(drill, null, "server-not-found", "There is no such server: it could not be made");
      return;
    }
    SourceServer source = found.get();
    Need known = needs.get(drill.id());
    if (known != null && hostFor(source, known).isEmpty()) {
      awaitHost(drill, source, known);
      return;
    }
    Optional<Instant> chosen = sources.window(source.id()).flatMap(choose::in);
    if (chosen.isEmpty()) {
      awaitSecond(drill, source);
      return;
    }
    Instant target = chosen.get();
    try {
      switch (assessTarget.outcome(source, new Target.PointInTime(target))) {
        case Outcome.Planned planned -> assign(drill, source, target, planned.plan());
        case Outcome.Impossible impossible ->
            fail(drill, target, impossible.code(), impossible.reason());
        case Outcome.NotCoveredYet notYet ->
            failInTime(
                drill,
                target,
                "target-not-covered-yet",
                "The archive reaches to %s and not to %s, which the window promises"
                    .formatted(notYet.reachesTo(), target));
      }
    } catch (Refused refused) {
      fail(drill, target, refused.code(), refused.reason());
    } catch (RepositoryException e) {
      if (e.retryable()) {
        failInTime(drill, target, e.code(), String.valueOf(e.getMessage()));
      } else {
        fail(drill, target, e.code(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void awaitSecond(Drill drill, SourceServer source) {
    boolean isGone = source.state() == SourceState.Dropped;
    failInTime(
        drill,
        null,
        isGone ? Outcome.Impossible.NOTHING_LEFT : Outcome.Impossible.NOTHING_YET,
        isGone
            ? "It was dropped, and no second of it can be restored any more"
            : "No second of it can be restored yet");
  }

  private void assign(Drill waiting, SourceServer source, Instant target, Plan plan) {
    Need need = new Need(target, plan.postgresVersion(), plan.backupBytes() + plan.walBytes());
    Optional<Host> host = hostFor(source, need);
    if (host.isEmpty()) {
      needs.put(waiting.id(), need);
      awaitHost(waiting, source, need);
      return;
    }
    transactions.executeWithoutResult(
        _ -> {
          drills.lock();
          if (!isFull(drills.open())) {
            change(
                waiting,
                drill -> {
                  boolean first = drill.planned(target, host.get().id(), plan, clock.instant());
                  if (first) {
                    announcements.planned(
                        drill, host.get().id(), plan, (int) settings.checks().toSeconds());
                  }
                  return first;
                });
          }
        });
  }

  private Optional<Host> hostFor(SourceServer source, Need need) {
    return Host.withRoom(
        hosts.findAll(), source.region(), need.postgresVersion(), need.bytes(), clock.instant());
  }

  private void awaitHost(Drill drill, SourceServer source, Need need) {
    failInTime(
        drill,
        need.target(),
        "no-host-with-room",
        "No host of region %s that is alive runs PostgreSQL %d and has %,d bytes free, and some"
                .formatted(source.region(), need.postgresVersion(), need.bytes())
            + " beside them");
  }

  /** What isn't there yet may come, and be heard of; not for ever. */
  private void failInTime(Drill drill, @Nullable Instant target, String code, String reason) {
    Instant before = clock.instant().minus(settings.patience());
    Instant turn = turns.get(drill.id());
    if (turn != null && turn.isBefore(before) && hearing.missedNothingSince(before)) {
      fail(drill, target, code, reason);
    }
  }

  private void fail(Drill waiting, @Nullable Instant target, String code, String reason) {
    change(
        waiting,
        drill -> {
          if (drill.status() != DrillStatus.Requested) {
            return false;
          }
          drill.targetAt = target;
          return follow.fail(drill, code, reason);
        });
  }

  private void change(Drill drill, Predicate<Drill> verb) {
    transactions.executeWithoutResult(
        _ -> drills.findByIdForUpdate(drill.id()).filter(verb).ifPresent(drills::update));
  }
}

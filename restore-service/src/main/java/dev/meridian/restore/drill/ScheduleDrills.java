package dev.meridian.restore.drill;

import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.ServerForgotten;
import dev.meridian.restore.source.SourceServer;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Has every living server drilled when it is due. */
@Component
class ScheduleDrills {

  private static final Logger log = LoggerFactory.getLogger(ScheduleDrills.class);

  private final Schedules schedules;
  private final Drills drills;
  private final FindSources sources;
  private final RequestDrill request;
  private final TransactionOperations transactions;
  private final DrillSettings settings;
  private final DueTimes dueTimes;
  private final Clock clock;

  ScheduleDrills(
      Schedules schedules,
      Drills drills,
      FindSources sources,
      RequestDrill request,
      TransactionOperations transactions,
      DrillSettings settings,
      RandomGenerator random,
      Clock clock) {
    this.schedules = schedules;
    this.drills = drills;
    this.sources = sources;
    this.request = request;
    this.transactions = transactions;
    this.settings = settings;
    this.dueTimes = new DueTimes(settings, random);
    this.clock = clock;
  }

  @EventListener
  void on(ServerForgotten forgotten) {
    drills.deleteByServerId(forgotten.serverId());
    schedules.deleteByServerId(forgotten.serverId());
  }

  /** Looks at every living server. */
  @Scheduled(fixedDelayString = "${meridian.restore-service.drills.look-every:10s}")
  void run() {
    if (settings.every().isZero()) {
      return;
    }
    try {
      Map<UUID, Instant> due = new HashMap<>();
      schedules.findAll().forEach(entry -> due.put(entry.serverId(), entry.dueAt()));
      Map<UUID, SourceServer> running =
          sources.running().stream()
              .collect(Collectors.toMap(SourceServer::id, Function.identity()));
      Instant now = clock.instant();
      running.forEach((id, server) -> look(server, due.get(id), now));
      due.keySet().stream()
          .filter(id -> !running.containsKey(id))
          .forEach(schedules::deleteByServerId);
    } catch (RuntimeException e) {
      log.warn("Cannot find out which drills are due; trying again", e);
    }
  }

  private void look(SourceServer server, @Nullable Instant dueAt, Instant now) {
    if (dueAt == null) {
      schedules.put(server.id(), dueTimes.first(now));
    } else if (!dueAt.isAfter(now)) {
      transactions.executeWithoutResult(
          _ -> {
            request.due(server);
            schedules.put(server.id(), dueTimes.next(now));
          });
    }
  }
}

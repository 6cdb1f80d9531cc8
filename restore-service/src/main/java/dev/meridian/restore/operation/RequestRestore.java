package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/** Takes requests for restores: those that are made here, and those that others publish. */
@Component
public class RequestRestore {

  private final Restores restores;
  private final CancelledEarly cancelledEarly;
  private final FindSources sources;
  private final NewServerName names;
  private final AssessTarget assessTarget;
  private final ChooseDestination destinations;
  private final RestoreAnnouncements announcements;
  private final TransactionOperations transactions;
  private final Clock clock;

  RequestRestore(
      Restores restores,
      CancelledEarly cancelledEarly,
      FindSources sources,
      NewServerName names,
      AssessTarget assessTarget,
      ChooseDestination destinations,
      RestoreAnnouncements announcements,
      TransactionOperations transactions,
      Clock clock) {
    this.restores = restores;
    this.cancelledEarly = cancelledEarly;
    this.sources = sources;
    this.names = names;
    this.assessTarget = assessTarget;
    this.destinations = destinations;
    this.announcements = announcements;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Checks all that can be known at once, and asks for the restore; it is planned once that is
   * said.
   *
   * @param idempotencyKey the same key again gives the same restore; null for none
   * @throws Refused the first thing that is wrong, with the window that can be restored
   */
  public Restore request(AskedRestore asked, @Nullable String idempotencyKey) {
    Optional<Restore> before = earlier(asked, idempotencyKey);
    if (before.isPresent()) {
      return before.get();
    }
    SourceServer source =
        sources
            .byNameOrId(asked.sourceServer())
            .orElseThrow(() -> AssessTarget.unknownSource(asked.sourceServer()));
    Assessment assessment =
        assessTarget.assessNow(source, asked.target(), asked.options().fromRegion());
    try {
      NewServerName.legal(asked.newServerName());
      Destination destination = destinations.of(source, asked.options());
      if (assessment.outcome() instanceof Outcome.Impossible impossible) {
        throw Assessment.refusal(impossible, asked.target());
      }
      if (assessment.outcome() instanceof Outcome.Planned planned) {
        ChooseDestination.requireRoom(destination, asked.options(), planned.plan().backupBytes());
      }
      return transactions.execute(_ -> take(source, asked, idempotencyKey));
    } catch (Refused refused) {
      throw assessment.explained(refused);
    }
  }

  /**
   * A restore was asked for, here or by somebody else: it is to be planned, which checks all of it.
   */
  @Transactional
  public void requested(
      UUID id,
      UUID sourceServerId,
      Target target,
      UUID newServerId,
      String newServerName,
      Options options) {
    restores.lock("restore " + id);
    Optional<Restore> known = restores.findByIdForUpdate(id);
    if (known.isPresent()) {
      known.filter(restore -> restore.toBePlanned(clock.instant())).ifPresent(restores::update);
      return;
    }
    Restore restore =
        new Restore(
            id,
            sourceServerId,
            sources.byId(sourceServerId).map(SourceServer::name).orElse(null),
            newServerId,
            newServerName,
            target.kind(),
            target.value(),
            options.text(),
            clock.instant(),
            null,
            null);
    if (cancelledEarly.existsByRestoreId(id)) {
      restore.cancelled(clock.instant());
      announcements.cancelled(restore);
    } else {
      restore.toBePlanned(clock.instant());
    }
    restores.save(restore);
  }

  private Optional<Restore> earlier(AskedRestore asked, @Nullable String idempotencyKey) {
    if (idempotencyKey == null) {
      return Optional.empty();
    }
    Optional<Restore> earlier = restores.findByIdempotencyKey(idempotencyKey);
    if (earlier.isPresent() && !asked.fingerprint().equals(earlier.get().idempotentRequest)) {
      throw Refused.conflict(
          "idempotency-key-reused",
          "This Idempotency-Key came with another request before; use a new one for a new restore");
    }
    return earlier;
  }

  private Restore take(SourceServer source, AskedRestore asked, @Nullable String idempotencyKey) {
    if (idempotencyKey != null) {
      restores.lock("key " + idempotencyKey);
      Optional<Restore> before = earlier(asked, idempotencyKey);
      if (before.isPresent()) {
        return before.get();
      }
    }
    restores.lock("name " + asked.newServerName());
    Restore restore =
        new Restore(
            UUID.randomUUID(),
            source.id(),
            source.name(),
            UUID.randomUUID(),
            asked.newServerName(),
            asked.target().kind(),
            asked.target().value(),
            asked.options().text(),
            clock.instant(),
            idempotencyKey,
            idempotencyKey == null ? null : asked.fingerprint());
    names.requireFree(asked.newServerName());
    restores.save(restore);
    announcements.requested(restore);
    return restore;
  }
}

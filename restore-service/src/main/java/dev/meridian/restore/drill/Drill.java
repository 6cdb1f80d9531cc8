package dev.meridian.restore.drill;

import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.rate.Measured;
import dev.meridian.restore.rate.PhaseTimes;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A restore on trial. What happens to it is told by verbs; each says whether it made a difference,
 * so that what is said twice, or too late, makes none.
 */
@MappedEntity("drill")
@Introspected(
    accessKind = Introspected.AccessKind.FIELD,
    visibility = Introspected.Visibility.DEFAULT)
public final class Drill {

  @Id final UUID id;
  final UUID serverId;
  final String serverName;
  final boolean scheduled;
  final Instant requestedAt;
  DrillStatus status = DrillStatus.Requested;
  Instant heardAt;
  @Nullable Instant targetAt;
  @Nullable String hostId;
  @Nullable Long backupBytes;
  @Nullable Long walBytes;
  @Nullable String phase;
  String phases = "";
  @Nullable String waitingFor;
  @Nullable Instant restoredTo;
  @Nullable Instant heartbeatAt;
  @Nullable Long restoreMillis;
  @Nullable Integer relationsChecked;
  @Nullable Integer relationsTotal;
  @Nullable Long pagesChecked;
  @Nullable Long pagesTotal;
  @Nullable String code;
  @Nullable String reason;
  @Nullable Instant endedAt;

  Drill(UUID id, UUID serverId, String serverName, boolean scheduled, Instant requestedAt) {
    this.id = id;
    this.serverId = serverId;
    this.serverName = serverName;
    this.scheduled = scheduled;
    this.requestedAt = requestedAt.truncatedTo(ChronoUnit.MICROS);
    this.heardAt = this.requestedAt;
  }

  public UUID id() {
    return id;
  }

  /** The server whose backups are proven. */
  public UUID serverId() {
    return serverId;
  }

  /** What it was called when the drill was asked for. */
  public String serverName() {
    return serverName;
  }

  /** Whether it was due; otherwise somebody asked for it. */
  public boolean wasScheduled() {
    return scheduled;
  }

  public Instant requestedAt() {
    return requestedAt;
  }

  public DrillStatus status() {
    return status;
  }

  /** The second that is restored, once it is chosen. */
  public Optional<Instant> targetAt() {
    return Optional.ofNullable(targetAt);
  }

  /** Who does it, once that is known. */
  public Optional<String> hostId() {
    return Optional.ofNullable(hostId);
  }

  /** What its host is doing. */
  public Optional<String> phase() {
    return Optional.ofNullable(phase);
  }

  /** What its host can't get on without, such as {@code repository}; empty while it does. */
  public Optional<String> waitingFor() {
    return Optional.ofNullable(waitingFor);
  }

  /** What it has found, if it is verified. */
  public Optional<Findings> findings() {
    return restoreMillis == null
            || relationsChecked == null
            || relationsTotal == null
            || pagesChecked == null
            || pagesTotal == null
        ? Optional.empty()
        : Optional.of(
            new Findings(
                restoredTo,
                heartbeatAt,
                restoreMillis,
                relationsChecked,
                relationsTotal,
                pagesChecked,
                pagesTotal));
  }

  /** Why it has failed: stable, for programs. */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }

  /** Why it has failed, for people. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** When it ended, well or not. */
  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** What its restore took, once it is verified and if that can be told. */
  Optional<Measured> measured() {
    return backupBytes == null || walBytes == null
        ? Optional.empty()
        : PhaseTimes.of(phases).ofDrill(backupBytes, walBytes);
  }

  boolean planned(Instant target, String host, Plan plan, Instant now) {
    if (!become(DrillStatus.Planned, now)) {
      return false;
    }
    targetAt = target;
    hostId = host;
    backupBytes = plan.backupBytes();
    walBytes = plan.walBytes();
    return true;
  }

  /** Its host is at work, as it says of that moment. */
  boolean progressed(String toPhase, @Nullable String toWaitFor, Instant at, Instant now) {
    if (!become(DrillStatus.Running, now)) {
      return false;
    }
    PhaseTimes times = PhaseTimes.of(phases).begun(toPhase, at);
    phases = (toWaitFor == null ? times : times.waits(at)).text();
    phase = toPhase;
    waitingFor = toWaitFor;
    return true;
  }

  boolean verified(Findings found, Instant now) {
    if (!end(DrillStatus.Verified, now)) {
      return false;
    }
    restoredTo = found.restoredTo();
    heartbeatAt = found.heartbeatAt();
    restoreMillis = found.restoreMillis();
    relationsChecked = found.relationsChecked();
    relationsTotal = found.relationsTotal();
    pagesChecked = found.pagesChecked();
    pagesTotal = found.pagesTotal();
    return true;
  }

  boolean failed(@Nullable Instant target, String why, String explained, Instant now) {
    if (!end(DrillStatus.Failed, now)) {
      return false;
    }
    targetAt = target;
    code = why;
    reason = explained;
    return true;
  }

  /** Nobody wants it any more: it ends at once if nothing was begun, else once nothing is left. */
  boolean cancelRequested(Instant now) {
    return status == DrillStatus.Requested ? cancelled(now) : become(DrillStatus.Cancelling, now);
  }

  /** Nothing of it is left, as somebody wished. */
  boolean cancelled(Instant now) {
    return end(DrillStatus.Cancelled, now);
  }

  private boolean end(DrillStatus end, Instant now) {
    if (!become(end, now)) {
      return false;
    }
    endedAt = heardAt;
    return true;
  }

  private boolean become(DrillStatus next, Instant now) {
    if (!status.canBecome(next)) {
      return false;
    }
    status = next;
    heardAt = now.truncatedTo(ChronoUnit.MICROS);
    return true;
  }
}

package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window;
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
 * A restore. What happens to it is told by verbs; each says whether it made a difference, so that
 * what is said twice, or too late, makes none.
 */
@MappedEntity("restore")
@Introspected(
    accessKind = Introspected.AccessKind.FIELD,
    visibility = Introspected.Visibility.DEFAULT)
public final class Restore {

  @Id final UUID id;
  final UUID sourceServerId;
  final @Nullable String sourceServerName;
  final UUID newServerId;
  final String newServerName;
  final String targetKind;
  final String targetValue;
  final String options;
  final Instant requestedAt;
  final @Nullable String idempotencyKey;
  final @Nullable String idempotentRequest;
  RestoreStatus status = RestoreStatus.Requested;
  @Nullable Instant toBePlannedFrom;
  @Nullable String plan;
  @Nullable String phase;
  String phases = "";
  @Nullable Long bytesDone;
  @Nullable Long bytesTotal;
  @Nullable Instant replayedTo;
  @Nullable String waitingFor;
  @Nullable Instant restoredTo;
  @Nullable String code;
  @Nullable String reason;
  @Nullable String validWindow;
  @Nullable Instant completedAt;

  Restore(
      UUID id,
      UUID sourceServerId,
      @Nullable String sourceServerName,
      UUID newServerId,
      String newServerName,
      String targetKind,
      String targetValue,
      String options,
      Instant requestedAt,
      @Nullable String idempotencyKey,
      @Nullable String idempotentRequest) {
    this.id = id;
    this.sourceServerId = sourceServerId;
    this.sourceServerName = sourceServerName;
    this.newServerId = newServerId;
    this.newServerName = newServerName;
    this.targetKind = targetKind;
    this.targetValue = targetValue;
    this.options = options;
    this.requestedAt = requestedAt.truncatedTo(ChronoUnit.MICROS);
    this.idempotencyKey = idempotencyKey;
    this.idempotentRequest = idempotentRequest;
  }

  /** Chosen by whoever asked for it; never changes. */
  public UUID id() {
    return id;
  }

  /** The server that is restored. */
  public UUID sourceServerId() {
    return sourceServerId;
  }

  /** What the source was called when the restore was asked for, if that was known. */
  public Optional<String> sourceServerName() {
    return Optional.ofNullable(sourceServerName);
  }

  /** The server that it makes. */
  public UUID newServerId() {
    return newServerId;
  }

  public String newServerName() {
    return newServerName;
  }

  public Target target() {
    return Target.of(targetKind, targetValue);
  }

  /** In what the new server differs from its source. */
  public Options options() {
    return Options.parse(options);
  }

  public RestoreStatus status() {
    return status;
  }

  public Instant requestedAt() {
    return requestedAt;
  }

  /** What is done, once that is known. */
  public Optional<Plan> plan() {
    return Optional.ofNullable(plan).map(StoredPlan::read);
  }

  /** How far the host is, once it has begun. */
  public Optional<Progress> progress() {
    return phase == null || bytesDone == null || bytesTotal == null
        ? Optional.empty()
        : Optional.of(new Progress(phase, bytesDone, bytesTotal, replayedTo, waitingFor));
  }

  /** When the last transaction in the new server was committed. */
  public Optional<Instant> restoredTo() {
    return Optional.ofNullable(restoredTo);
  }

  /** Why it was rejected or has failed: stable, for programs. */
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }

  /** Why it was rejected or has failed, for people. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** What could be restored when it was rejected, as far as that was known. */
  public Optional<Window> window() {
    return Optional.ofNullable(validWindow).map(StoredWindow::read);
  }

  /** When it ended, well or not. */
  public Optional<Instant> completedAt() {
    return Optional.ofNullable(completedAt);
  }

  /** What it took, once it is completed and if that can be told. */
  Optional<Measured> measured() {
    return plan()
        .flatMap(
            made ->
                PhaseTimes.of(phases).ofRestore(made.backupBytes(), made.walBytes(), requestedAt));
  }

  boolean toBePlanned(Instant now) {
    if (status != RestoreStatus.Requested || toBePlannedFrom != null) {
      return false;
    }
    toBePlannedFrom = now.truncatedTo(ChronoUnit.MICROS);
    return true;
  }

  boolean planned(Plan made) {
    if (!become(RestoreStatus.Planned)) {
      return false;
    }
    plan = StoredPlan.write(made);
    return true;
  }

  boolean rejected(String why, String explained, Window window, Instant now) {
    if (!end(RestoreStatus.Rejected, why, explained, now)) {
      return false;
    }
    validWindow = window.equals(Window.NONE) ? null : StoredWindow.write(window);
    return true;
  }

  boolean progressed(Progress progress, Instant at) {
    if (!become(RestoreStatus.Running)) {
      return false;
    }
    PhaseTimes times = PhaseTimes.of(phases).begun(progress.phase(), at);
    phases = (progress.waitingFor() == null ? times : times.waits(at)).text();
    phase = progress.phase();
    bytesDone = progress.bytesDone();
    bytesTotal = progress.bytesTotal();
    replayedTo = progress.replayedTo();
    waitingFor = progress.waitingFor();
    return true;
  }

  boolean completed(@Nullable Instant lastCommitAt, Instant now) {
    if (!become(RestoreStatus.Completed)) {
      return false;
    }
    phases = PhaseTimes.of(phases).begun(PhaseTimes.END, now).text();
    restoredTo = lastCommitAt;
    completedAt = now.truncatedTo(ChronoUnit.MICROS);
    return true;
  }

  boolean failed(String why, String explained, Instant now) {
    return end(RestoreStatus.Failed, why, explained, now);
  }

  /** Nobody wants it any more: it ends at once if nothing was begun, else once nothing is left. */
  boolean cancelRequested(Instant now) {
    return status == RestoreStatus.Requested ? cancelled(now) : become(RestoreStatus.Cancelling);
  }

  /** Nothing of it is left, as somebody wished. */
  boolean cancelled(Instant now) {
    return end(
        RestoreStatus.Cancelled,
        "restore-cancelled",
        "The restore was cancelled; nothing of it stays",
        now);
  }

  private boolean end(RestoreStatus end, String why, String explained, Instant now) {
    if (!become(end)) {
      return false;
    }
    code = why;
    reason = explained;
    completedAt = now.truncatedTo(ChronoUnit.MICROS);
    return true;
  }

  private boolean become(RestoreStatus next) {
    if (!status.canBecome(next)) {
      return false;
    }
    status = next;
    return true;
  }
}

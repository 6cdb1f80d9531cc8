package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.restore.operation.Options;
import dev.meridian.restore.operation.Progress;
import dev.meridian.restore.operation.Restore;
import dev.meridian.restore.operation.RestoreStatus;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Window;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A restore as it is shown; what isn't known isn't there.
 *
 * @param plannedFrom whose backups are used, where they aren't the source's own
 * @param window what could be restored when it was rejected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestoreBody(
    UUID id,
    UUID sourceServerId,
    @Nullable String sourceServerName,
    UUID newServerId,
    String newServerName,
    TargetShown target,
    @Nullable Options options,
    @Nullable PlannedFromShown plannedFrom,
    RestoreStatus status,
    @Nullable String phase,
    @Nullable Long bytesDone,
    @Nullable Long bytesTotal,
    @Nullable Instant replayedTo,
    @Nullable String waitingFor,
    @Nullable Long estimatedSecondsLeft,
    @Nullable Instant restoredTo,
    @Nullable String code,
    @Nullable String reason,
    @Nullable Window window,
    Instant requestedAt,
    @Nullable Instant completedAt,
    @Nullable Plan plan) {

  static RestoreBody of(Restore restore) {
    return of(restore, null, null);
  }

  static RestoreBody of(
      Restore restore, @Nullable Long secondsLeft, @Nullable PlannedFromShown plannedFrom) {
    Progress progress = restore.progress().orElse(null);
    return new RestoreBody(
        restore.id(),
        restore.sourceServerId(),
        restore.sourceServerName().orElse(null),
        restore.newServerId(),
        restore.newServerName(),
        TargetShown.of(restore.target()),
        restore.options().equals(Options.NONE) ? null : restore.options(),
        plannedFrom,
        restore.status(),
        progress == null ? null : progress.phase(),
        progress == null ? null : progress.bytesDone(),
        progress == null ? null : progress.bytesTotal(),
        progress == null ? null : progress.replayedTo(),
        progress == null ? null : progress.waitingFor(),
        secondsLeft,
        restore.restoredTo().orElse(null),
        restore.code().orElse(null),
        restore.reason().orElse(null),
        restore.window().orElse(null),
        restore.requestedAt(),
        restore.completedAt().orElse(null),
        restore.plan().orElse(null));
  }
}

package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.restore.plan.Target;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A target as it is shown: its kind, and the one member that this kind has. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TargetShown(
    String kind,
    @Nullable Instant at,
    @Nullable String lsn,
    @Nullable Long transactionId,
    @Nullable UUID backupId,
    @Nullable String name) {

  static TargetShown of(Target target) {
    String kind = target.kind();
    return switch (target) {
      case Target.PointInTime point -> new TargetShown(kind, point.at(), null, null, null, null);
      case Target.Latest _ -> new TargetShown(kind, null, null, null, null, null);
      case Target.LogPosition position ->
          new TargetShown(kind, null, position.lsn().toString(), null, null, null);
      case Target.BeforeTransaction before ->
          new TargetShown(kind, null, null, before.transactionId(), null, null);
      case Target.AfterTransaction after ->
          new TargetShown(kind, null, null, after.transactionId(), null, null);
      case Target.BackupEnd backup ->
          new TargetShown(kind, null, null, null, backup.backupId(), null);
      case Target.NamedPoint point -> new TargetShown(kind, null, null, null, null, point.name());
    };
  }
}

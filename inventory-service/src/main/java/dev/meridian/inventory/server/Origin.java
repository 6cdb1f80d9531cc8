package dev.meridian.inventory.server;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a server came to its data.
 *
 * @param restoreId the restore that made it
 * @param sourceServerId the server that was restored
 * @param sourceServerName what that was called then, if that was known
 * @param targetTime the instant that was asked for; null when none was
 * @param restoredTo when the last transaction in it was committed, once that is known
 * @param restorePlan the plan, as restore-service made it; not read here
 */
@Embeddable
public record Origin(
    @MappedProperty("origin_kind") Kind kind,
    @Nullable @MappedProperty("restore_id") UUID restoreId,
    @Nullable @MappedProperty("source_server_id") UUID sourceServerId,
    @Nullable @MappedProperty("source_server_name") String sourceServerName,
    @Nullable @MappedProperty("target_time") Instant targetTime,
    @Nullable @MappedProperty("restored_to") Instant restoredTo,
    @Nullable @MappedProperty("restore_plan") String restorePlan) {

  /** The ways. */
  public enum Kind {
    /** It started empty. */
    New,
    /** It is another server, as that was. */
    Restored
  }

  static Origin empty() {
    return new Origin(Kind.New, null, null, null, null, null, null);
  }

  Origin restoredTo(@Nullable Instant lastCommit) {
    return new Origin(
        kind, restoreId, sourceServerId, sourceServerName, targetTime, lastCommit, restorePlan);
  }
}

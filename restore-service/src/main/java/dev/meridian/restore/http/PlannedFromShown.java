package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.restore.operation.ThroughOrigin;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The server whose archive a restore is planned from, if that isn't its source's own.
 *
 * @param serverName null if it isn't known any more
 * @param sharedUntil up to which instant the source has its history; null where that isn't said
 * @param explanation how the source descends from it; null where that isn't said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlannedFromShown(
    UUID serverId,
    @Nullable String serverName,
    @Nullable Instant sharedUntil,
    @Nullable String explanation) {

  static @Nullable PlannedFromShown of(@Nullable ThroughOrigin through) {
    return through == null
        ? null
        : new PlannedFromShown(
            through.holder().id(), through.holder().name(), through.asOf(), through.explanation());
  }

  static PlannedFromShown of(UUID id, @Nullable SourceServer server) {
    return new PlannedFromShown(id, server == null ? null : server.name(), null, null);
  }
}

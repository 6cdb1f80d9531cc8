package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.restore.drill.Drill;
import dev.meridian.restore.drill.DrillStatus;
import dev.meridian.restore.drill.Findings;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A drill as it is shown; what isn't known isn't there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DrillBody(
    UUID id,
    UUID serverId,
    String serverName,
    boolean scheduled,
    DrillStatus status,
    @Nullable String phase,
    @Nullable String waitingFor,
    @Nullable String hostId,
    @Nullable Instant targetTime,
    Instant requestedAt,
    @Nullable Instant endedAt,
    @Nullable Findings findings,
    @Nullable String code,
    @Nullable String reason) {

  static DrillBody of(Drill drill) {
    return new DrillBody(
        drill.id(),
        drill.serverId(),
        drill.serverName(),
        drill.wasScheduled(),
        drill.status(),
        drill.phase().orElse(null),
        drill.waitingFor().orElse(null),
        drill.hostId().orElse(null),
        drill.targetAt().orElse(null),
        drill.requestedAt(),
        drill.endedAt().orElse(null),
        drill.findings().orElse(null),
        drill.code().orElse(null),
        drill.reason().orElse(null));
  }
}

package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.restore.drill.FindDrills;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's drills as they are shown, the newest first.
 *
 * @param lastProven the last one that proved it, if one did
 * @param nextDueAt when the next one is due, if one is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DrillsBody(
    List<DrillBody> drills, @Nullable DrillBody lastProven, @Nullable Instant nextDueAt) {

  static DrillsBody of(FindDrills.OfServer found) {
    return new DrillsBody(
        found.newestFirst().stream().map(DrillBody::of).toList(),
        found.lastProven() == null ? null : DrillBody.of(found.lastProven()),
        found.nextDueAt());
  }
}

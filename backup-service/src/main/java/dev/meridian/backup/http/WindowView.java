package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.window.RestoreWindow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A restore window as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WindowView(
    UUID serverId,
    @Nullable Instant earliest,
    @Nullable Instant latest,
    @Nullable Instant coveredUntil,
    List<Gap> gaps) {

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Gap(Instant from, @Nullable Instant to) {}

  static WindowView of(UUID serverId, RestoreWindow window) {
    return new WindowView(
        serverId,
        window.earliest(),
        window.latest(),
        window.coveredUntil(),
        window.gaps().stream().map(gap -> new Gap(gap.from(), gap.to())).toList());
  }
}

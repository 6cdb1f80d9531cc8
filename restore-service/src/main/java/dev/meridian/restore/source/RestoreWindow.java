package dev.meridian.restore.source;

import dev.meridian.restore.plan.Window.Gap;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The last word of backup-service on what can be restored of a server.
 *
 * @param gaps one a line: the last restorable instant before it, a space, the first one after it,
 *     if there is one
 */
@MappedEntity("restore_window")
record RestoreWindow(
    @Id UUID serverId,
    @Nullable Instant earliest,
    @Nullable Instant latest,
    @Nullable Instant coveredUntil,
    String gaps) {

  static String format(List<Gap> gaps) {
    return gaps.stream()
        .map(gap -> gap.from() + " " + (gap.to() == null ? "" : gap.to()))
        .collect(Collectors.joining("\n"));
  }

  /** The last instant that can be restored, as far as is known. */
  @Nullable Instant reach() {
    return latest == null || (coveredUntil != null && coveredUntil.isAfter(latest))
        ? coveredUntil
        : latest;
  }

  List<Gap> parsedGaps() {
    return gaps.lines().map(RestoreWindow::parse).toList();
  }

  private static Gap parse(String line) {
    int space = line.indexOf(' ');
    String to = line.substring(space + 1);
    return new Gap(
        Instant.parse(line.substring(0, space)), to.isBlank() ? null : Instant.parse(to));
  }
}

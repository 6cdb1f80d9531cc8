package dev.meridian.restore.plan;

import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.NamedPoint;
import java.util.List;

/**
 * Plans a restore to a restore point that somebody named: the newest of that name on the line of
 * descent that the server is on now.
 */
record ToNamedPoint(Catalogue catalogue, Knowledge source, String name) {

  private static final int MOST_LISTED = 20;

  Outcome plan() {
    TimelineHistory line = Route.newestLine(catalogue, 1);
    List<RestorePoint> points =
        catalogue.restorePoints().stream()
            .filter(point -> line.timelineAt(point.point().start()) == point.timeline())
            .map(NamedPoint::point)
            .toList();
    return points.stream()
        .filter(point -> point.name().equals(name))
        .reduce((_, newer) -> newer)
        .map(this::to)
        .orElseGet(() -> unknown(line, points));
  }

  private Outcome to(RestorePoint point) {
    return new ToPosition(
            catalogue,
            source,
            point.end(),
            "Restore point %s, made at %s,".formatted(name, point.at()))
        .plan();
  }

  private Outcome unknown(TimelineHistory line, List<RestorePoint> points) {
    List<String> restorable =
        points.stream()
            .filter(point -> isRestorable(line, point))
            .map(point -> "%s (%s)".formatted(point.name(), point.at()))
            .toList();
    int hidden = Math.max(0, restorable.size() - MOST_LISTED);
    return new Outcome.Impossible(
        "restore-point-not-found",
        "There is no restore point %s. %s"
            .formatted(
                name,
                restorable.isEmpty()
                    ? "There is none that can be restored to"
                    : "There are: "
                        + String.join(", ", restorable.subList(hidden, restorable.size()))
                        + (hidden > 0 ? ", and %d older ones".formatted(hidden) : "")));
  }

  private boolean isRestorable(TimelineHistory line, RestorePoint point) {
    return catalogue.backups().stream()
        .map(BackupSummary::facts)
        .filter(facts -> facts.liesOn(line))
        .map(BackupFacts::stop)
        .anyMatch(stop -> !point.end().isBefore(stop));
  }
}

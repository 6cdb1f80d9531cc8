package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import java.util.Comparator;
import java.util.Optional;

/**
 * Plans a restore to a position of the log: from the backup that ended last before it, along the
 * line of descent that the server is on now.
 *
 * @param asked what is asked for, in words
 */
record ToPosition(Catalogue catalogue, Knowledge source, Lsn position, String asked) {

  Outcome plan() {
    TimelineHistory line = Route.newestLine(catalogue, 1);
    Optional<BackupSummary> backup =
        catalogue.backups().stream()
            .filter(each -> each.facts().liesOn(line))
            .filter(each -> !position.isBefore(each.facts().stop()))
            .max(Comparator.comparing(each -> each.facts().stop()));
    return backup
        .map(found -> along(new Route(catalogue, source, found, line)))
        .orElseGet(() -> beforeWindow(line));
  }

  private Outcome beforeWindow(TimelineHistory line) {
    String earliest =
        catalogue.backups().stream()
            .map(BackupSummary::facts)
            .filter(facts -> facts.liesOn(line))
            .min(Comparator.comparing(BackupFacts::stop))
            .map(
                facts ->
                    "; the earliest position is %s, at %s"
                        .formatted(facts.stop(), facts.stoppedAt()))
            .orElse("");
    return new Outcome.Impossible(
        "target-before-window", asked + " is before anything that can be restored" + earliest);
  }

  private Outcome along(Route route) {
    BackupFacts facts = route.backup().facts();
    Lsn unbroken = catalogue.coverage().unbrokenFrom(route.line(), facts.firstNeeded());
    if (unbroken.isBefore(position)) {
      return beyond(route.line(), unbroken);
    }
    return route.endingAt(catalogue.lastCommit(route.line(), facts.stop(), position), null);
  }

  private Outcome beyond(TimelineHistory line, Lsn unbroken) {
    Lsn end = catalogue.coverage().end(line.timeline()).orElse(unbroken);
    if (unbroken.isBefore(end)) {
      return new Outcome.Impossible(
          "target-in-gap",
          "%s can't be restored: the archive has a gap in the write-ahead log after %s"
              .formatted(asked, unbroken));
    }
    return source.ended()
        ? new Outcome.Impossible(
            "target-after-archive",
            "%s is after the end of the archive, %s, and the server is gone".formatted(asked, end))
        : new Outcome.NotCoveredYet(end.toString());
  }
}

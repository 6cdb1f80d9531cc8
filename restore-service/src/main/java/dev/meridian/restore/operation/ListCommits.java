package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.regions.UnknownRegion;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.plan.LineLog;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.Birth;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says which commits lie between two instants, by the index in the archive: those that a restore to
 * the later one has and a restore to right before the earlier one hasn't. What the server's own
 * archive hasn't got of that is looked up in its copy, and in that of the server that it was
 * restored from.
 */
@Component
public class ListCommits {

  private final FindSources sources;
  private final HeldBackups backups;

  ListCommits(FindSources sources, HeldBackups backups) {
    this.sources = sources;
    this.backups = backups;
  }

  /**
   * Which commits are asked for.
   *
   * @param from of the first one, or later
   * @param to of the last one, or earlier
   * @param most how many at most
   * @param next where the first one's record begins, or later; null for all from {@code from} on
   */
  public record Range(Instant from, Instant to, int most, @Nullable Lsn next) {

    private Instant before() {
      return from.minusNanos(1);
    }

    private boolean beginsBefore(Lsn position) {
      return next == null || next.isBefore(position);
    }
  }

  /** An archive, and what of its log counts. */
  private record Part(HeldBackups.In held, LineLog log) {}

  /**
   * Those of a server, living or dropped, as of now.
   *
   * @param nameOrId the server's
   * @throws Refused {@code server-not-found}, {@code timeline-history-missing}, {@code
   *     source-region-unknown}, or why a repository can't be read
   */
  public Commits of(String nameOrId, Range range) {
    SourceServer server =
        sources.byNameOrId(nameOrId).orElseThrow(() -> AssessTarget.unknownServer(nameOrId));
    try {
      return of(backups.readable(server), range);
    } catch (RepositoryException e) {
      throw AssessTarget.unreadable(e);
    } catch (UnknownRegion e) {
      throw AssessTarget.unknownRegion(server, e);
    }
  }

  private Commits of(HeldBackups.In own, Range range) {
    List<Part> parts = parts(own, range);
    List<TransactionEnd> found = new ArrayList<>();
    for (Part part : parts) {
      found.addAll(commits(part, range, range.most() + 1 - found.size()));
    }
    boolean isMore = found.size() > range.most();
    return new Commits(
        own.server(),
        parts.stream().map(part -> part.held().archive()).toList(),
        isMore ? found.subList(0, range.most()) : found,
        isMore ? found.getLast().start() : null,
        Window.of(own.catalogue(), sources.gaps(own.server().id())));
  }

  private static List<TransactionEnd> commits(Part part, Range range, int most) {
    if (most == 0) {
      return List.of();
    }
    if (part.log().lacksHistory()) {
      throw lacksHistory(part);
    }
    Lsn from = part.log().after(range.before());
    Lsn next = range.next();
    Lsn begin = next == null || next.isBefore(from) ? from : next;
    return part.log().commits(begin, part.log().after(range.to()), most);
  }

  /** The server's own log, and as much from before it as may have any of the range; in order. */
  private List<Part> parts(HeldBackups.In own, Range range) {
    List<Part> parts = new ArrayList<>();
    Optional<Part> next = Optional.of(new Part(own, LineLog.newest(own.catalogue())));
    while (next.isPresent()) {
      parts.addFirst(next.get());
      next = before(next.get(), range);
    }
    return parts;
  }

  private Optional<Part> before(Part part, Range range) {
    return part.log().hasBackupBy(range.before())
        ? Optional.empty()
        : copyBefore(part, range).or(() -> originBefore(part.held().server(), range));
  }

  private Optional<Part> copyBefore(Part part, Range range) {
    return part.log()
        .begin()
        .filter(range::beginsBefore)
        .flatMap(
            begin ->
                backups
                    .copyBeside(part.held())
                    .map(copy -> new Part(copy, part.log().precededBy(copy.catalogue(), begin))));
  }

  private Optional<Part> originBefore(SourceServer server, Range range) {
    Optional<Birth> birth = server.birth().filter(each -> range.beginsBefore(each.lsn()));
    return birth.flatMap(each -> sources.byId(each.origin()).map(origin -> shared(origin, each)));
  }

  private Part shared(SourceServer origin, Birth birth) {
    HeldBackups.In held = backups.readable(origin);
    return new Part(held, LineLog.upTo(held.catalogue(), birth.timeline(), birth.lsn()));
  }

  private static Refused lacksHistory(Part part) {
    return Refused.conflict(
        "timeline-history-missing",
        "The archive of %s lacks the history of timeline %d, so that it isn't known which commits before it are the server's"
            .formatted(part.held().server().name(), part.log().line().timeline()));
  }
}

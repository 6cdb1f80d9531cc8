package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The WAL archive of one server, to be read; also by another process while a {@link
 * WalArchiveWriter} works on it. Every answer is of the moment of the call.
 *
 * <p>Where a line of descent is asked for: {@link #history} has it, and for a server that never
 * changed its timeline it is {@code new TimelineHistory(1, List.of())}.
 *
 * <p>What is read is verified; what is damaged is a {@link
 * dev.meridian.repository.store.DamagedObject} that names the object. Safe for use by many threads.
 */
public final class WalArchive {

  private static final int ATTEMPTS = 5;

  private final Store store;
  private final ServerKey key;
  private final WalNames names;
  private final TimelineHistories histories;
  private final @Nullable WalMemory memory;

  /** The archive of the server whose objects are under {@code serverFolder}, which ends with /. */
  public WalArchive(Store store, ServerKey key, String serverFolder) {
    this(store, key, new WalNames(serverFolder), null);
  }

  private WalArchive(Store store, ServerKey key, WalNames names, @Nullable WalMemory memory) {
    this.store = store;
    this.key = key;
    this.names = names;
    this.histories = new TimelineHistories(store, key::forReading, names);
    this.memory = memory;
  }

  /**
   * The same archive, for a few questions in a row: what there is is listed at the first of them,
   * and again only when an object is gone by then. What is read is kept as long as this is.
   */
  public WalArchive asOfOneLook() {
    return new WalArchive(store, key, names, new WalMemory());
  }

  /** Which bytes there are, and which gaps. Costs one listing a timeline; reads no object. */
  public WalCoverage coverage() {
    return catalog().coverage();
  }

  /** The last commit or abort record in a timeline, complete in the archive. */
  public Optional<TransactionEnd> lastTransactionEnd(int timeline) {
    return state(timeline).map(RunningState::lastEnd);
  }

  /** The last commit record in a timeline, complete in the archive. */
  public Optional<TransactionEnd> lastCommit(int timeline) {
    return state(timeline).map(RunningState::lastCommit);
  }

  private Optional<RunningState> state(int timeline) {
    return steadily(
        catalog ->
            catalog.of(timeline).stream()
                .max(Comparator.comparing(WalRange::end))
                .map(last -> objects().open(last).header().after()));
  }

  /**
   * What recovery to {@code target} will do, replaying from {@code from} along {@code line}. Costs
   * a listing and about log₂ n small reads for n objects.
   *
   * @param from where replay begins: a backup's start
   */
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant target) {
    return steadily(catalog -> new TargetSearch(objects(), catalog, line, from, target).run());
  }

  /**
   * The transaction ends whose records begin in the range, in the order of the log; for looking
   * closely at a small range.
   *
   * @throws WalGap when not all of the range is there
   */
  public List<TransactionEnd> transactionEnds(TimelineHistory line, Lsn from, Lsn to) {
    return steadily(
        catalog ->
            catalog.whole(line, from, to).stream()
                .flatMap(part -> ends(part, from, to))
                .distinct()
                .toList());
  }

  /**
   * The first commit whose record begins and ends in a range. Costs a listing and about log₂ n
   * small reads for n objects.
   *
   * @throws WalGap when not all of the range is there
   */
  public Optional<TransactionEnd> firstCommit(TimelineHistory line, Lsn from, Lsn to) {
    return steadily(catalog -> commits(catalog, line, from, to).first());
  }

  /**
   * The last commit whose record begins and ends in a range. Costs a listing and two small reads.
   *
   * @throws WalGap when not all of the range is there
   */
  public Optional<TransactionEnd> lastCommit(TimelineHistory line, Lsn from, Lsn to) {
    return steadily(catalog -> commits(catalog, line, from, to).last());
  }

  private CommitSearch commits(WalCatalog catalog, TimelineHistory line, Lsn from, Lsn to) {
    return new CommitSearch(objects(), catalog.whole(line, from, to), from, to);
  }

  /**
   * The first commits whose records begin and end in a range, in the order of the log, whatever is
   * missing of it. Costs a listing, and a few small reads for each object that has any of them;
   * about 2 log₂ n more to pass over n objects without one.
   *
   * @param most how many at most
   */
  public List<TransactionEnd> commits(TimelineHistory line, Lsn from, Lsn to, int most) {
    return steadily(catalog -> CommitListing.of(objects(), catalog, line, from, to).first(most));
  }

  /**
   * How the transaction of an id ended, on a line of descent. Of several of the same id, which
   * PostgreSQL gives again after 4 billion, the newest is meant. Costs a listing and about 2 log₂ n
   * small reads for n objects; if no end of it is there, a read of each.
   */
  public Optional<TransactionEnd> findEnd(TimelineHistory line, int transactionId) {
    return steadily(catalog -> new TransactionSearch(objects(), catalog, line).find(transactionId));
  }

  /** The last transaction end of a line of descent, whatever gaps there are before it. */
  public Optional<TransactionEnd> lastEnd(TimelineHistory line) {
    return steadily(catalog -> new TransactionSearch(objects(), catalog, line).newest());
  }

  /** As {@link dev.meridian.repository.ServerArchive#restorableFrom}, by this log. */
  public Instant restorableFrom(BackupFacts backup) {
    return latestEnd(backup.timeline(), backup.start(), backup.stop())
        .filter(backup.stoppedAt()::isBefore)
        .orElse(backup.stoppedAt());
  }

  /**
   * The latest time of the transactions that ended in a range of one timeline, or last before it,
   * as far as the archive has the range and knows any. Costs a listing and a few small reads.
   */
  Optional<Instant> latestEnd(int timeline, Lsn from, Lsn to) {
    var alone = new TimelineHistory(timeline, List.of());
    return steadily(
        catalog -> HeldTimes.latest(objects(), catalog.path(alone, from, to).parts(), from, to));
  }

  private Stream<TransactionEnd> ends(WalCatalog.Part part, Lsn from, Lsn to) {
    boolean leavesTimeline = part.cut() && part.to().isBefore(to);
    return objects().ends(objects().open(part.object())).stream()
        .filter(end -> !end.start().isBefore(from) && end.start().isBefore(to))
        .filter(end -> !leavesTimeline || !part.to().isBefore(end.end()));
  }

  /**
   * The objects that a range would be read from and that can't be whole, by their sizes; reads
   * none. What is missing altogether is a gap, see {@link #coverage}.
   */
  public List<String> cutShort(TimelineHistory line, Lsn from, Lsn to) {
    WalCatalog catalog = catalog();
    return catalog.path(line, from, to).parts().stream()
        .map(WalCatalog.Part::object)
        .filter(catalog.cutShort()::contains)
        .map(names::object)
        .toList();
  }

  /**
   * The bytes of a range. The caller closes the stream. Reading from it throws what {@link
   * WalArchive} says, besides {@link java.io.IOException}.
   *
   * @throws WalGap when not all of it is there
   */
  public InputStream read(TimelineHistory line, Lsn from, Lsn to) {
    return read(catalog(), line, from, to);
  }

  /** As {@link #read(TimelineHistory, Lsn, Lsn)}, of one timeline alone. */
  public InputStream read(int timeline, Lsn from, Lsn to) {
    return read(new TimelineHistory(timeline, List.of()), from, to);
  }

  private WalInput read(WalCatalog catalog, TimelineHistory line, Lsn from, Lsn to) {
    return new WalInput(objects(), catalog, this::catalog, line, from, to);
  }

  /**
   * Writes the log as segment files, in parallel, the last one filled up with zeros: with {@link
   * #writeHistories}, what {@code pg_wal} needs for recovery along {@code line}. Files of the same
   * names are overwritten. The files get mode 0600; the owner is not changed.
   *
   * @param from where replay begins; everything from the beginning of its segment on is written
   * @param to where the last byte that is needed ends
   * @param segmentSize the server's, in bytes
   * @param directory made if absent
   * @param spares files on the same file system that are written over instead of made anew
   * @return the segments written, none of them made durable
   * @throws WalGap when not all of it is there; then nothing was written
   * @throws java.io.UncheckedIOException when the directory cannot be written to
   */
  public List<WalSegment> writeSegments(
      TimelineHistory line,
      Lsn from,
      Lsn to,
      int segmentSize,
      Path directory,
      SpareSegments spares) {
    WalSegment.requireSize(segmentSize);
    Lsn start = new Lsn(from.position() & -(long) segmentSize);
    WalCatalog catalog = catalog();
    if (start.isBefore(to)) {
      read(catalog, line, start, to).close();
    }
    return new SegmentFiles(line, start, to, segmentSize, directory, spares)
        .write((first, end) -> read(catalog, line, first, end));
  }

  /**
   * Writes the history files of the line's timelines. PostgreSQL wants them as soon as it starts,
   * before any log: without the one of its target's timeline it ends at once. So that one is
   * written even if the archive lacks it, with the ancestors that are known, maybe none. Files of
   * the same names are overwritten. The files get mode 0600; the owner is not changed.
   *
   * @param directory made if absent, where there is a file to write
   * @throws java.io.UncheckedIOException when the directory cannot be written to
   */
  public void writeHistories(TimelineHistory line, Path directory) {
    for (LineSpan span : LineSpan.of(line)) {
      Optional<byte[]> file = histories.file(span.timeline());
      if (file.isEmpty() && span.timeline() == line.timeline() && line.timeline() > 1) {
        file = Optional.of(line.format().getBytes(StandardCharsets.UTF_8));
      }
      file.ifPresent(bytes -> SegmentFiles.writeHistory(directory, span.timeline(), bytes));
    }
  }

  /**
   * Where a timeline comes from, by its history file in the archive; without ancestors if it has
   * none.
   */
  public TimelineHistory history(int timeline) {
    return memory == null
        ? histories.history(timeline)
        : memory.history(timeline, histories::history);
  }

  /**
   * The restore points of all timelines, by where they lie. Costs a listing and a read for each.
   */
  public List<NamedPoint> restorePoints() {
    return points().all();
  }

  /** The objects that have any of these parts of the log. */
  public List<String> objectsWith(List<WalRange> parts) {
    return parts.isEmpty()
        ? List.of()
        : catalog().objects().values().stream()
            .flatMap(List::stream)
            .filter(object -> parts.stream().anyMatch(object::overlaps))
            .map(names::object)
            .toList();
  }

  /** The objects of all timeline histories, and of the restore points from a position on. */
  public List<String> notes(Lsn from) {
    return Stream.concat(
            histories.timelines().stream().map(names::history), points().from(from).stream())
        .toList();
  }

  private NamedPoints points() {
    return new NamedPoints(store, key::forReading, names);
  }

  /**
   * Deletes the objects, of all timelines, that lie wholly before {@code position}.
   *
   * @return how many there were
   */
  public int deleteBefore(Lsn position) {
    int deleted = 0;
    for (List<WalRange> timeline : catalog().objects().values()) {
      List<String> old =
          timeline.stream()
              .filter(object -> !position.isBefore(object.end()))
              .map(names::object)
              .toList();
      if (!old.isEmpty()) {
        store.delete(old);
      }
      deleted += old.size();
    }
    List<String> points = points().before(position);
    if (!points.isEmpty()) {
      store.delete(points);
    }
    return deleted;
  }

  /** What the log takes that {@link #deleteBefore} deletes, in bytes; costs listings. */
  public long bytesBefore(Lsn position) {
    return WalCatalog.bytesBefore(store, names, position);
  }

  /**
   * Reads and verifies every object: header, index, blocks, histories. Gaps are not looked for;
   * {@link #coverage} has them.
   *
   * @return what is wrong, one failure for each bad object
   */
  public List<RepositoryException> verify() {
    return verify(OptionalInt.empty());
  }

  /**
   * As {@link #verify()}, and PostgreSQL's records in the objects, too, by their checksums and by
   * how they follow each other.
   *
   * @param segmentSize the server's, in bytes
   * @return also a {@link CorruptRecord} for each place where the log itself is bad
   */
  public List<RepositoryException> verify(int segmentSize) {
    return verify(OptionalInt.of(segmentSize));
  }

  /** Reads and verifies the objects that have any of a range; those that can't be read. */
  public List<UnreadableLog> unreadable(WalRange part) {
    return new WalVerification(this, histories).unreadable(part);
  }

  private List<RepositoryException> verify(OptionalInt segmentSize) {
    return new WalVerification(this, histories).run(segmentSize);
  }

  WalObjects objects() {
    return new WalObjects(store, key.forReading(), names, memory);
  }

  WalCatalog catalog() {
    return memory == null
        ? WalCatalog.list(store, names)
        : memory.catalog(() -> WalCatalog.list(store, names));
  }

  WalNames names() {
    return names;
  }

  /** Asks again with a new listing when an object was merged into another in between. */
  private <T> T steadily(Function<WalCatalog, T> question) {
    for (int attempt = 1; ; attempt++) {
      try {
        return question.apply(catalog());
      } catch (MissingObject e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        if (memory != null) {
          memory.forgetListing();
        }
      }
    }
  }
}

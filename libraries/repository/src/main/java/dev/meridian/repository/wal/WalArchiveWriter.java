package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the WAL archive of one server, and merges what was appended into fewer objects, in the
 * background.
 *
 * <p>What {@link #append} has returned from is durable, whatever happens then. Merging never makes
 * it fail: what could not be merged is tried again later.
 *
 * <p>What the archive has and can't be read, it has all the same: the log goes on after it.
 *
 * <p>There should be one writer a server; a second one does no harm but for duplicated work, since
 * both write the same bytes of the same log. Safe for use by many threads, one at a time.
 */
public final class WalArchiveWriter implements AutoCloseable {

  /** No object crosses a multiple of this, 16 MiB. */
  static final long SPAN_BYTES = 16L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(WalArchiveWriter.class);

  /** Of so many in a row it is the key that is wrong, not each of them. */
  private static final int MOST_UNREADABLE = 100;

  private final Store store;
  private final Sealing sealing;
  private final WalNames names;
  private final WalObjects objects;
  private final TimelineHistories histories;
  private final WalMerger merger;
  private final Map<Integer, Tail> tails = new HashMap<>();

  /** Where a timeline's archive ends, and what was seen up to there. */
  private record Tail(WalCoverage coverage, RunningState state) {

    Optional<Lsn> end() {
      return coverage.ranges().isEmpty()
          ? Optional.empty()
          : Optional.of(coverage.ranges().getLast().end());
    }
  }

  /** Opens the archive of the server whose objects are under {@code serverFolder}; ends with /. */
  public WalArchiveWriter(Store store, ServerKey key, String serverFolder) {
    this(
        store,
        key,
        serverFolder,
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("wal-merge").factory()));
  }

  WalArchiveWriter(Store store, ServerKey key, String serverFolder, ExecutorService merging) {
    this.store = store;
    this.sealing = key.forWriting();
    this.names = new WalNames(serverFolder);
    this.objects = new WalObjects(store, sealing, names);
    this.histories = new TimelineHistories(store, () -> sealing, names);
    this.merger = new WalMerger(store, sealing, names, objects, merging);
  }

  /**
   * Keeps a timeline's history file; to be called before the timeline's first bytes. Does nothing
   * when it is there.
   *
   * @param file what the replication command {@code TIMELINE_HISTORY} gave
   */
  public synchronized void putHistory(int timeline, byte[] file) {
    histories.put(timeline, file);
    if (tail(timeline).end().isEmpty()) {
      tails.remove(timeline);
    }
  }

  /**
   * Keeps a restore point; to be called before the bytes that hold it are appended, so that whoever
   * knows of these can know of it. Does nothing when it is there.
   */
  public void putRestorePoint(int timeline, RestorePoint point) {
    new NamedPoints(store, () -> sealing, names).put(timeline, point);
  }

  /**
   * Begins to take a timeline's log in. What the archive has already from there on is skipped. What
   * begins after the archive's end leaves a gap, which {@link WalCoverage} shows.
   *
   * @param start position of the first byte
   * @throws IllegalArgumentException when there is a gap between there and the archive's end, or it
   *     lies before the archive's beginning
   */
  public synchronized WalAppender appender(int timeline, Lsn start) {
    WalAppender appender = appenderAnywhere(timeline, start);
    Lsn known = appender.beginsAt();
    if (start.isBefore(known)
        && !tail(timeline).coverage().contains(new WalRange(timeline, start, known))) {
      throw new IllegalArgumentException(
          "The archive of timeline %d goes on at %s; it has not all of it from %s on, and a gap cannot be filled"
              .formatted(timeline, known, start));
    }
    return appender;
  }

  /**
   * As {@link #appender}, but whatever the archive lacks before its end: that is skipped as well,
   * and stays a gap. For whoever has to begin earlier to see every record whole.
   */
  public synchronized WalAppender appenderAnywhere(int timeline, Lsn start) {
    Lsn known = tail(timeline).end().filter(start::isBefore).orElse(start);
    return new WalAppender(sealing, timeline, start, known);
  }

  /**
   * Appends a piece, which one appender gave after the piece before it. Once only: it is used up.
   *
   * @return up to where the archive is durable now
   * @throws IllegalArgumentException when the archive has some of it already
   */
  public synchronized Lsn append(WalPiece piece) {
    WalRange range = piece.range();
    Tail tail = tail(range.timeline());
    if (tail.end().filter(end -> range.start().isBefore(end)).isPresent()) {
      throw new IllegalArgumentException("The archive has some of " + range + " already");
    }
    String name = names.object(range);
    var object = new WalObjectBuilder(sealing, name, range, 0, piece.before(tail.state()));
    piece.moveTo(object);
    // A call that fails may have stored it all the same: then the archive must be looked at anew.
    tails.remove(range.timeline());
    store.putIfAbsent(name, object.content());
    var ranges = new ArrayList<>(tail.coverage().ranges());
    ranges.add(range);
    tails.put(range.timeline(), new Tail(WalCoverage.of(ranges), object.after()));
    merger.added(range);
    merger.mergeLater(range.timeline());
    return range.end();
  }

  /**
   * Appends bytes of the log, as an {@link #appender} takes them in.
   *
   * @param start position of the first byte
   * @param ends the transaction ends that were complete with these bytes, in order; those given
   *     before are skipped
   * @return up to where the archive is durable now: never before the end of these bytes
   */
  public synchronized Lsn append(
      int timeline, Lsn start, byte[] bytes, int offset, int length, List<TransactionEnd> ends) {
    WalAppender appender = appender(timeline, start);
    ends.forEach(appender::addEnd);
    appender.add(ByteBuffer.wrap(bytes, offset, length));
    for (var full = appender.full(); full.isPresent(); full = appender.full()) {
      append(full.get());
    }
    appender.cut().ifPresent(this::append);
    merger.mergeLater(timeline);
    return tail(timeline).end().orElseGet(() -> start.plus(length));
  }

  /** As {@link #append(int, Lsn, byte[], int, int, List)}, all of {@code bytes}. */
  public Lsn append(int timeline, Lsn start, byte[] bytes, List<TransactionEnd> ends) {
    return append(timeline, start, bytes, 0, bytes.length, ends);
  }

  /** Forgets where the archive ends: another writer may have appended to it. */
  public synchronized void lookAnew() {
    tails.clear();
  }

  /** The end of what is archived of a timeline; empty when there is nothing. */
  public synchronized Optional<Lsn> end(int timeline) {
    return tail(timeline).end();
  }

  /** The last commit archived of a timeline, or before it of its ancestors. */
  public synchronized Optional<TransactionEnd> lastCommit(int timeline) {
    return Optional.ofNullable(tail(timeline).state().lastCommit());
  }

  /** The last commit or abort archived of a timeline, or before it of its ancestors. */
  public synchronized Optional<TransactionEnd> lastTransactionEnd(int timeline) {
    return Optional.ofNullable(tail(timeline).state().lastEnd());
  }

  /** Which bytes of a timeline there are; costs nothing. Expired ones may still be counted. */
  public synchronized WalCoverage coverage(int timeline) {
    return tail(timeline).coverage();
  }

  /** Waits until what is being merged is merged. */
  @Override
  public void close() {
    merger.close();
  }

  private Tail tail(int timeline) {
    Tail tail = tails.get(timeline);
    if (tail == null) {
      List<WalRange> listed = WalCatalog.list(store, names, timeline);
      RunningState state =
          newest(listed, opened -> opened.header().after())
              .orElseGet(() -> stateAtBranch(timeline));
      tail = new Tail(WalCoverage.of(listed), state);
      tails.put(timeline, tail);
      merger.found(timeline, listed);
    }
    return tail;
  }

  /** What the parent had seen where this timeline branched off it. */
  private RunningState stateAtBranch(int timeline) {
    for (TimelineHistory.Branch branch : branches(timeline).reversed()) {
      List<WalRange> before =
          WalCatalog.list(store, names, branch.timeline()).stream()
              .filter(object -> object.start().isBefore(branch.end()))
              .toList();
      Optional<RunningState> state = newest(before, opened -> upTo(branch.end(), opened));
      if (state.isPresent()) {
        return state.get();
      }
    }
    return RunningState.EMPTY;
  }

  private RunningState upTo(Lsn position, WalObjects.Opened opened) {
    return opened
        .header()
        .before()
        .plus(objects.ends(opened).stream().filter(end -> !position.isBefore(end.end())).toList());
  }

  private List<TimelineHistory.Branch> branches(int timeline) {
    try {
      return histories.history(timeline).branches();
    } catch (DamagedObject | UnsupportedFormat e) {
      LOG.debug("Nothing is known of what timeline {} comes from: {}", timeline, e.getMessage());
      return List.of();
    }
  }

  /**
   * What the newest of these objects that can be read tells; what lies in others is lost, and keeps
   * nobody from going on.
   */
  private Optional<RunningState> newest(
      List<WalRange> listed, Function<WalObjects.Opened, RunningState> state) {
    List<WalRange> newest =
        listed.stream()
            .sorted(Comparator.comparing(WalRange::end).reversed())
            .limit(MOST_UNREADABLE)
            .toList();
    for (WalRange object : newest) {
      try {
        return Optional.of(state.apply(objects.open(object)));
      } catch (DamagedObject | UnsupportedFormat e) {
        LOG.debug("The archive goes on without what is in an object: {}", e.getMessage());
      }
    }
    return Optional.empty();
  }
}

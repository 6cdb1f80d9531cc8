package dev.meridian.host.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.wal.CorruptWal;
import dev.meridian.postgres.wal.RelationFiles;
import dev.meridian.postgres.wal.ReplayListener;
import dev.meridian.postgres.wal.WalReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log before it is placed: what its replay will do to files, and which transactions it
 * prepares.
 */
final class PlacedLog {

  private static final Logger log = LoggerFactory.getLogger(PlacedLog.class);

  private static final int BUFFER_BYTES = 1 << 20;

  private final Lsn first;
  private final int segmentSize;
  private final ReplayedFiles files;
  private final PreparedTransactions prepared;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private WalReader reader;

  /** Where the next log begins that follows what was read; none while that isn't known. */
  private @Nullable Lsn next;

  /**
   * @param first where the first segment begins that will be placed
   */
  PlacedLog(Lsn first, int segmentSize, ReplayedFiles files, PreparedTransactions prepared) {
    this.first = first;
    this.segmentSize = segmentSize;
    this.files = files;
    this.prepared = prepared;
    this.reader = begin();
  }

  private WalReader begin() {
    var begun = new WalReader(first, segmentSize);
    begun.onReplay(new Listener());
    prepared.forget();
    next = first;
    return begun;
  }

  /**
   * Reads a stretch of it. When it comes from its beginning again, nothing is sure about files any
   * more, as some of it may have been replayed.
   *
   * @param staged has the segments, and nothing else of that name
   * @param from where the first of them begins
   * @param end up to where there is log
   * @return whether all was understood, up to there
   */
  boolean read(Path staged, Lsn from, Lsn end) {
    if (from.equals(first) && !from.equals(next)) {
      reader = begin();
      files.everything();
    }
    boolean follows = from.equals(next);
    next = null;
    boolean understood = follows && isUnderstood(staged, from, end);
    if (understood) {
      next = end;
    } else {
      prepared.unknownFrom(from);
    }
    return understood;
  }

  private boolean isUnderstood(Path staged, Lsn from, Lsn end) {
    try {
      long left = end.minus(from);
      for (Path segment : segments(staged)) {
        read(segment, Math.min(left, segmentSize));
        left -= segmentSize;
      }
      return !reader.isBlankFromHere();
    } catch (CorruptWal e) {
      // PostgreSQL is the judge of that; until it has judged, nothing is sure.
      log.warn("What the log does to files can't be told: it waits for all of them", e);
      return false;
    }
  }

  private void read(Path segment, long bytes) {
    try (InputStream in = Files.newInputStream(segment)) {
      long left = bytes;
      while (left > 0) {
        int count = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
        reader.accept(ByteBuffer.wrap(buffer, 0, count), prepared::end);
        left -= count == 0 ? left : count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + segment, e);
    }
  }

  /** In the order of the log, whatever timelines they are of. */
  private List<Path> segments(Path staged) {
    try (Stream<Path> listed = Files.list(staged)) {
      return listed
          .filter(file -> WalSegment.isName(name(file)))
          .sorted(Comparator.comparing(this::start))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look into " + staged, e);
    }
  }

  private Lsn start(Path segment) {
    return WalSegment.parse(name(segment), segmentSize).start();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private final class Listener implements ReplayListener {

    @Override
    public void page(Lsn record, RelationFiles relation, int fork, long block, boolean whole) {
      files.page(record, relation, fork, block, whole);
    }

    @Override
    public void files(Lsn record, RelationFiles relation) {
      files.relation(relation);
    }

    @Override
    public void everything(Lsn record) {
      files.everything();
    }

    @Override
    public void prepared(Lsn record, int xid) {
      prepared.begin(record, xid);
    }
  }
}

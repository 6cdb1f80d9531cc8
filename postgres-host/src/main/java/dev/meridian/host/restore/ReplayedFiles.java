package dev.meridian.host.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.wal.CorruptWal;
import dev.meridian.postgres.wal.RelationFiles;
import dev.meridian.postgres.wal.ReplayListener;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.LateFiles;
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
 * Lets log be placed once it may be replayed onto the files as far as these are written, and the
 * last of it once all are: so replay doesn't come to its end before.
 */
final class ReplayedFiles {

  private static final Logger log = LoggerFactory.getLogger(ReplayedFiles.class);

  private static final int BUFFER_BYTES = 1 << 20;

  private final LateFiles files;
  private final int segmentSize;
  private final WalReader reader;
  private boolean understood = true;

  /** Where the next log begins that follows what was understood; none while that isn't known. */
  private @Nullable Lsn next;

  /**
   * @param from where the first segment begins that will be placed
   * @param backup onto which the log is replayed
   * @param target where the last record begins that is sure to be replayed
   */
  ReplayedFiles(LateFiles files, Lsn from, BackupFacts backup, Lsn target) {
    this.files = files;
    this.segmentSize = backup.segmentSize();
    this.reader = new WalReader(from, segmentSize);
    this.next = from;
    reader.onReplay(new Noting(files, backup.start(), target));
  }

  /**
   * Returns when it may be.
   *
   * @param staged has the segments, and nothing else of that name
   * @param from where the first of them begins; where calls don't follow each other, all files are
   *     waited for
   * @param end up to where there is log
   * @param last whether no more comes
   */
  void allow(Path staged, Lsn from, Lsn end, boolean last) {
    if (files.isComplete()) {
      return;
    }
    understood = understood && from.equals(next);
    next = null;
    understood = understood && isUnderstood(staged, from, end);
    if (!understood) {
      files.everything();
    }
    files.settle();
    if (last) {
      files.awaitAll();
    }
    next = end;
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
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(segment)) {
      long left = bytes;
      while (left > 0) {
        int count = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
        reader.accept(ByteBuffer.wrap(buffer, 0, count), ignored -> {});
        left -= count == 0 ? left : count;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + segment, e);
    }
  }

  /** In the order of the log, whatever timelines they are of. */
  private List<Path> segments(Path staged) {
    try (Stream<Path> files = Files.list(staged)) {
      return files
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

  /** Pages of a main fork only: all other forks are written before replay begins. */
  private record Noting(LateFiles files, Lsn from, Lsn target) implements ReplayListener {

    @Override
    public void page(Lsn record, RelationFiles relation, int fork, long block, boolean whole) {
      if (fork == MAIN_FORK) {
        boolean replayed = !record.isBefore(from) && !target.isBefore(record);
        files.page(
            relation.tablespace(),
            relation.database(),
            relation.number(),
            block,
            whole && replayed);
      }
    }

    @Override
    public void files(Lsn record, RelationFiles relation) {
      files.relation(relation.tablespace(), relation.database(), relation.number());
    }

    @Override
    public void everything(Lsn record) {
      files.everything();
    }
  }
}

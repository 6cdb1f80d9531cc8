package dev.meridian.repository.wal;

import static dev.meridian.repository.wal.SampleWal.LINE;
import static dev.meridian.repository.wal.SampleWal.NOON;
import static dev.meridian.repository.wal.SampleWal.archive;
import static dev.meridian.repository.wal.SampleWal.bytes;
import static dev.meridian.repository.wal.SampleWal.writer;
import static dev.meridian.repository.wal.SampleWal.writerWithoutMerging;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommitListingTest {

  private static final Lsn START = new Lsn(0x200_0000);
  private static final int RECORD = 64;

  private final Store store = new MemoryStore();

  @Test
  void commitsOfARangeAreListedPieceByPiece() {
    SampleWal wal = SampleWal.random(new Random(1), START, 400, 10, true);
    try (var writer = writer(store)) {
      wal.appendInPieces(writer, new Random(2), START, 300);
    }
    Lsn from = wal.ends().get(30).start();
    Lsn to = wal.ends().get(350).start();
    List<TransactionEnd> expected = wal.commitsWithin(from, to);
    WalArchive archive = archive(store);

    assertThat(archive.commits(LINE, from, to, Integer.MAX_VALUE)).isEqualTo(expected);
    List<TransactionEnd> first = archive.commits(LINE, from, to, 50);
    assertThat(first).isEqualTo(expected.subList(0, 50));
    assertThat(archive.commits(LINE, expected.get(50).start(), to, 50))
        .isEqualTo(expected.subList(50, 100));
    assertThat(archive.commits(LINE, to, from, 50)).isEmpty();
  }

  @Test
  void whatIsMissingIsPassedOver() {
    SampleWal wal = SampleWal.random(new Random(3), START, 90, 10, false);
    Lsn gapStart = wal.ends().get(29).end();
    Lsn gapEnd = wal.ends().get(59).end();
    try (var writer = writer(store)) {
      wal.append(writer, 1, START, gapStart);
      wal.append(writer, 1, gapEnd, wal.end());
    }
    List<TransactionEnd> expected =
        Stream.concat(
                wal.commitsWithin(START, gapStart).stream(),
                wal.commitsWithin(gapEnd, wal.end()).stream())
            .toList();

    assertThat(archive(store).commits(LINE, Lsn.ZERO, LineSpan.END_OF_LOG, 1000))
        .isEqualTo(expected);
    assertThat(archive(store).commits(LINE, gapStart.plus(8), LineSpan.END_OF_LOG, 1))
        .isEqualTo(wal.commitsWithin(gapEnd, wal.end()).subList(0, 1));
  }

  @Test
  void aTimelineThatWasLeftCountsUpToThere() {
    SampleWal old = SampleWal.random(new Random(4), START, 40, 10, false);
    Lsn branch = old.ends().get(19).end();
    SampleWal young = SampleWal.random(new Random(5), branch, 40, 10, false);
    var line = new TimelineHistory(2, List.of(new TimelineHistory.Branch(1, branch, "why")));
    try (var writer = writer(store)) {
      old.append(writer, 1, START, old.end());
      writer.putHistory(2, line.format().getBytes(StandardCharsets.UTF_8));
      // What it did first is missing.
      young.append(writer, 2, young.ends().get(4).end(), young.end());
    }

    assertThat(archive(store).commits(line, Lsn.ZERO, LineSpan.END_OF_LOG, 1000))
        .isEqualTo(
            Stream.concat(
                    old.commitsWithin(START, branch).stream(),
                    young.commitsWithin(young.ends().get(4).end(), young.end()).stream())
                .toList());
  }

  @Test
  void onlyTheObjectsThatCoverAPageOfARangeAreRead() {
    int objects = 4000;
    int commitEvery = 500;
    try (var writer = writerWithoutMerging(store)) {
      for (int object = 0; object < objects; object++) {
        Lsn from = START.plus((long) object * RECORD);
        writer.append(1, from, bytes(from, from.plus(RECORD)), end(object, commitEvery));
      }
    }
    var counting = new FaultyStore(store);
    archive(counting).lastCommit(1);
    counting.at(Long.MAX_VALUE, FaultyStore.Fault.FAILS);

    List<TransactionEnd> found =
        archive(counting).asOfOneLook().commits(LINE, START.plus(RECORD), LineSpan.END_OF_LOG, 3);

    assertThat(found).extracting(TransactionEnd::xid).containsExactly(1000, 1500, 2000);
    // The key and two listings; in steps there and by halves, three times.
    assertThat(counting.calls()).isLessThanOrEqualTo(3 + 3 * (9 + 9 + 1));
  }

  private static List<TransactionEnd> end(int object, int commitEvery) {
    Lsn start = START.plus((long) object * RECORD);
    return List.of(
        new TransactionEnd(
            object % commitEvery == 0 ? TransactionEnd.Kind.COMMIT : TransactionEnd.Kind.ABORT,
            500 + object,
            NOON.plusSeconds(object),
            start,
            start.plus(RECORD)));
  }
}

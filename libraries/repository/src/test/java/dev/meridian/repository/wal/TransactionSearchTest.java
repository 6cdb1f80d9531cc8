package dev.meridian.repository.wal;

import static dev.meridian.repository.wal.SampleWal.LINE;
import static dev.meridian.repository.wal.SampleWal.NOON;
import static dev.meridian.repository.wal.SampleWal.archive;
import static dev.meridian.repository.wal.SampleWal.writerWithoutMerging;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransactionSearchTest {

  private static final Lsn START = new Lsn(0x200_0000);
  private static final int RECORD = 64;

  private final Store store = new MemoryStore();
  private Lsn position = START;

  /** Each end becomes an object of its own. */
  private List<TransactionEnd> write(int timeline, List<Integer> ids) {
    List<TransactionEnd> ends = new ArrayList<>();
    try (var writer = writerWithoutMerging(store)) {
      for (int id : ids) {
        Lsn to = position.plus(RECORD);
        TransactionEnd end = end(id, position);
        writer.append(timeline, position, new byte[RECORD], List.of(end));
        ends.add(end);
        position = to;
      }
    }
    return ends;
  }

  private static TransactionEnd end(int id, Lsn start) {
    return new TransactionEnd(
        TransactionEnd.Kind.COMMIT,
        id,
        NOON.plusSeconds(start.minus(START) / RECORD),
        start,
        start.plus(RECORD));
  }

  @Test
  void transactionsThatEndInAboutTheOrderOfTheirIdsAreFoundWithAFewReads() {
    // Past the highest id, after which they begin anew.
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < 4000; id++) {
      ids.add(id - 2000);
    }
    var random = new Random(1);
    for (int from = 0; from + 5 <= ids.size(); from += 5) {
      Collections.shuffle(ids.subList(from, from + 5), random);
    }
    List<TransactionEnd> ends = write(1, ids);
    var counting = new FaultyStore(store);
    archive(counting).lastCommit(1);

    for (int each = 0; each < 50; each++) {
      TransactionEnd wanted = ends.get(random.nextInt(ends.size()));
      WalArchive look = archive(counting).asOfOneLook();
      look.coverage();
      counting.at(Long.MAX_VALUE, FaultyStore.Fault.FAILS);

      assertThat(look.findEnd(LINE, wanted.xid())).contains(wanted);
      // The key; there in steps and by halves, and what lies around.
      assertThat(counting.calls()).isLessThanOrEqualTo(1 + 12 + 12 + 15);
    }
  }

  @Test
  void aTransactionThatRanForLongIsFoundWhereItEnded() {
    List<Integer> ids = new ArrayList<>();
    for (int id = 1000; id < 1300; id++) {
      ids.add(id);
    }
    ids.remove(Integer.valueOf(1010));
    ids.add(250, 1010);
    ids.remove(Integer.valueOf(1020));
    ids.add(1020);
    List<TransactionEnd> ends = write(1, ids);

    for (TransactionEnd end : ends) {
      assertThat(archive(store).findEnd(LINE, end.xid())).contains(end);
    }
    assertThat(archive(store).lastEnd(LINE)).contains(ends.getLast());
  }

  @Test
  void whatEndedBeforeATransactionOfALowerIdIsFoundHoweverFarBack() {
    List<TransactionEnd> ends = write(1, List.of(1000, 1001, 1002, 1003, 1004));
    position = position.plus(3L << 30);
    TransactionEnd long_ = write(1, List.of(5)).getFirst();

    assertThat(archive(store).findEnd(LINE, 1001)).contains(ends.get(1));
    assertThat(archive(store).findEnd(LINE, 1004)).contains(ends.getLast());
    assertThat(archive(store).findEnd(LINE, 5)).contains(long_);
    assertThat(archive(store).findEnd(LINE, 1005)).isEmpty();
  }

  @Test
  void anIdThatNothingEndedWithIsNotFound() {
    write(1, List.of(1000, 1001, 1003, 1002, 1007));

    for (int id : new int[] {3, 999, 1004, 1008, 5_000_000, -5}) {
      assertThat(archive(store).findEnd(LINE, id)).isEmpty();
    }
  }

  @Test
  void ofTheSameIdTheNewestIsMeant() {
    int quarter = 1 << 30;
    List<TransactionEnd> ends = new ArrayList<>();
    for (int id :
        new int[] {
          7, quarter, 2 * quarter, 3 * quarter, 5, 7, quarter, 2 * quarter, 3 * quarter, 6
        }) {
      ends.addAll(write(1, List.of(id)));
      // Not so many in less.
      position = position.plus(40L << 30);
    }

    assertThat(archive(store).findEnd(LINE, 7)).contains(ends.get(5));
    assertThat(archive(store).findEnd(LINE, 3 * quarter)).contains(ends.get(8));
    assertThat(archive(store).findEnd(LINE, 5)).contains(ends.get(4));
  }

  @Test
  void itIsLookedForOnTheLineAndAcrossGaps() {
    List<TransactionEnd> old = write(1, List.of(100, 101));
    position = position.plus(10 * RECORD);
    Lsn end = position.plus(RECORD);
    var branch = end(102, position);
    try (var writer = writerWithoutMerging(store)) {
      // The line leaves its first timeline in the middle of an object.
      writer.append(1, position, new byte[2 * RECORD], List.of(branch, end(103, end)));
    }
    position = end;
    var line = new TimelineHistory(2, List.of(new TimelineHistory.Branch(1, end, "why")));
    try (var writer = writerWithoutMerging(store)) {
      writer.putHistory(2, line.format().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(archive(store).lastEnd(line)).contains(branch);
    assertThat(archive(store).findEnd(line, 103)).isEmpty();
    List<TransactionEnd> young = write(2, List.of(103));

    assertThat(archive(store).findEnd(line, 101)).contains(old.getLast());
    assertThat(archive(store).findEnd(line, 102)).contains(branch);
    assertThat(archive(store).findEnd(line, 103)).contains(young.getFirst());
    assertThat(archive(store).lastEnd(line)).contains(young.getFirst());
  }

  @Test
  void whatIsListedOnceIsListedAgainWhenAnObjectIsGone() {
    List<TransactionEnd> ends = write(1, List.of(100, 101));
    WalArchive look = archive(store).asOfOneLook();
    look.coverage();

    position = position.plus(-2 * RECORD);
    byte[] both = new byte[2 * RECORD];
    store.delete(store.listAll("servers/one/wal/").stream().map(each -> each.name()).toList());
    try (var writer = writerWithoutMerging(store)) {
      writer.append(1, START, both, ends);
    }

    assertThat(look.findEnd(LINE, 100)).contains(ends.getFirst());
    assertThat(look.coverage()).isEqualTo(archive(store).coverage());
  }
}

package dev.meridian.repository.wal;

import static dev.meridian.repository.wal.SampleWal.LINE;
import static dev.meridian.repository.wal.SampleWal.NOON;
import static dev.meridian.repository.wal.SampleWal.archive;
import static dev.meridian.repository.wal.SampleWal.bytes;
import static dev.meridian.repository.wal.SampleWal.writer;
import static dev.meridian.repository.wal.SampleWal.writerWithoutMerging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalArchiveTest {

  private static final int MIB = 1 << 20;
  private static final Lsn START = new Lsn(0x200_0000);

  private final Store store = new MemoryStore();

  @Test
  void whatWasAppendedIsReadBack() throws IOException {
    SampleWal wal = SampleWal.random(new Random(1), START, 100, 10, false);
    try (var writer = writer(store)) {
      wal.appendInPieces(writer, new Random(2), START, 900);
      assertThat(writer.end(1)).contains(wal.end());
    }

    assertThat(archive(store).coverage().ranges())
        .containsExactly(new WalRange(1, START, wal.end()));
    assertThat(read(START, wal.end())).isEqualTo(bytes(START, wal.end()));
    Lsn from = START.plus(1001);
    assertThat(read(from, from.plus(2))).isEqualTo(bytes(from, from.plus(2)));
    assertThat(archive(store).transactionEnds(LINE, START, wal.end())).isEqualTo(wal.ends());
    assertThat(archive(store).lastTransactionEnd(1)).contains(wal.ends().getLast());
  }

  @Test
  void aLongPieceIsCutAtSpansAndAFullSpanIsOneObject() throws IOException {
    Lsn from = START.plus(-3 * MIB - 5);
    Lsn to = START.plus(40L * MIB);
    try (var writer = writer(store)) {
      writer.append(1, from, bytes(from, to), List.of());
    }

    assertThat(store.list("servers/one/wal/00000001/").objects())
        .extracting(object -> object.lastPart())
        .containsExactly(
            "0000000001CFFFFB-0000000002000000",
            "0000000002000000-0000000003000000",
            "0000000003000000-0000000004000000",
            "0000000004000000-0000000004800000");
    assertThat(read(from, to)).isEqualTo(bytes(from, to));
    Lsn middle = START.plus(17L * MIB + 77);
    assertThat(read(middle, to.plus(-1))).isEqualTo(bytes(middle, to.plus(-1)));
  }

  @Test
  void smallNeighboursAreMergedAndAFinishedSpanBecomesOneObject() throws IOException {
    Lsn end = START.plus(WalArchiveWriter.SPAN_BYTES);
    int piece = 16 << 10;
    try (var writer = writer(store)) {
      int most = 0;
      for (Lsn from = START; from.isBefore(end); from = from.plus(piece)) {
        writer.append(1, from, bytes(from, from.plus(piece)), List.of());
        most = Math.max(most, objects().size());
      }
      // 1024 pieces: at most 31 of each generation, and the one being written.
      assertThat(most).isLessThanOrEqualTo(3 * 31 + 1);
      assertThat(objects()).hasSize(1);
      assertThat(archive(store).coverage().ranges()).containsExactly(new WalRange(1, START, end));
    }
    assertThat(read(START, end)).isEqualTo(bytes(START, end));
    assertThat(archive(store).verify()).isEmpty();
  }

  @Test
  void whatIsThereAlreadyIsSkipped() throws IOException {
    SampleWal wal = SampleWal.random(new Random(3), START, 60, 10, false);
    Lsn middle = wal.ends().get(30).start().plus(8);
    try (var writer = writer(store)) {
      wal.append(writer, 1, START, middle);
    }
    try (var again = writer(store)) {
      wal.append(again, 1, START, wal.ends().get(10).end());
      wal.append(again, 1, START.plus(64), wal.end());
      assertThat(again.end(1)).contains(wal.end());
      assertThat(again.lastTransactionEnd(1)).contains(wal.ends().getLast());
    }

    assertThat(read(START, wal.end())).isEqualTo(bytes(START, wal.end()));
    assertThat(archive(store).transactionEnds(LINE, START, wal.end())).isEqualTo(wal.ends());
    assertThat(objects()).hasSize(2);
  }

  /** What is in the damaged one is known once it is seen again, also where the clock jumped. */
  @Test
  void theLogGoesOnAfterAnObjectThatCannotBeRead() throws IOException {
    SampleWal wal = SampleWal.random(new Random(9), START, 60, 10, true);
    Lsn from = wal.ends().get(19).end();
    Lsn to = wal.ends().get(39).end();
    var range = new WalRange(1, from, to);
    try (var writer = writerWithoutMerging(store)) {
      wal.append(writer, 1, START, from);
      wal.append(writer, 1, from, to);
    }
    String name = new WalNames("servers/one/").object(range);
    byte[] good = store.readBytes(name, 0, MIB);
    byte[] bad = good.clone();
    bad[40] ^= 1;
    store.replace(name, Content.of(bad));

    try (var again = writerWithoutMerging(store)) {
      assertThat(again.end(1)).contains(to);
      assertThat(again.lastTransactionEnd(1)).contains(wal.ends().get(19));
      wal.append(again, 1, START, wal.end());
      assertThat(again.lastTransactionEnd(1)).contains(wal.ends().getLast());
    }
    WalHeader next = archive(store).objects().open(new WalRange(1, to, wal.end())).header();
    assertThat(next.before().lastEnd()).isEqualTo(wal.ends().get(39));
    assertThat(next.ends()).isEqualTo(20);
    assertThat(archive(store).unreadable(new WalRange(1, START, wal.end())))
        .extracting(UnreadableLog::range)
        .containsExactly(range);
    assertThat(archive(store).unreadable(new WalRange(1, START, from))).isEmpty();
    assertThat(archive(store).transactionEnds(LINE, to, wal.end()))
        .isEqualTo(wal.ends().subList(40, 60));

    store.replace(name, Content.of(good));
    assertThat(archive(store).transactionEnds(LINE, START, wal.end())).isEqualTo(wal.ends());
    for (TransactionEnd each : wal.ends()) {
      assertThat(archive(store).resolve(LINE, START, each.at()))
          .isEqualTo(wal.resolve(START, wal.end(), each.at()));
    }
  }

  /** Whoever needs to see records whole begins with a segment, wherever the archive does. */
  @Test
  void aGapBeforeTheArchivesEndStaysForWhomThatIsGoodEnough() {
    try (var writer = writer(store)) {
      writer.append(1, START.plus(200), new byte[100], List.of());

      WalAppender appender = writer.appenderAnywhere(1, START);
      assertThat(appender.position()).isEqualTo(START);
      assertThat(appender.beginsAt()).isEqualTo(START.plus(300));
    }
  }

  @Test
  void anEndCutInItsPaddingIsIndexedOnce() {
    var end = new TransactionEnd(TransactionEnd.Kind.COMMIT, 7, NOON, START, START.plus(48));
    try (var writer = writer(store)) {
      writer.append(1, START, bytes(START, START.plus(45)), List.of(end));
      writer.append(1, START.plus(45), bytes(START.plus(45), START.plus(64)), List.of(end));
    }

    assertThat(archive(store).transactionEnds(LINE, START, START.plus(64))).containsExactly(end);
  }

  @Test
  void aGapIsShownAndNeverReadAcross() {
    SampleWal wal = SampleWal.random(new Random(4), START, 90, 10, false);
    Lsn gapStart = wal.ends().get(29).end();
    Lsn gapEnd = wal.ends().get(59).end();
    try (var writer = writer(store)) {
      wal.append(writer, 1, START, gapStart);
      wal.append(writer, 1, gapEnd, wal.end());
    }
    WalArchive archive = archive(store);
    var gap = new WalRange(1, gapStart, gapEnd);

    assertThat(archive.coverage().gaps(1)).containsExactly(gap);
    assertThat(archive.coverage().unbrokenFrom(LINE, START)).isEqualTo(gapStart);
    assertThat(archive.coverage().unbrokenFrom(LINE, gapStart)).isEqualTo(gapStart);
    assertThat(archive.coverage().unbrokenFrom(LINE, gapEnd)).isEqualTo(wal.end());
    assertThatThrownBy(() -> archive.read(1, START, wal.end()))
        .isInstanceOfSatisfying(
            WalGap.class,
            problem ->
                assertThat(problem.missing()).isEqualTo(new WalRange(1, gapStart, wal.end())));
    Instant beyond = wal.ends().get(70).at();
    assertThat(archive.resolve(LINE, START, beyond))
        .isEqualTo(
            new TargetResolution.NotReached(
                gapStart,
                lastCommit(wal.ends().subList(0, 30)),
                Optional.of(wal.ends().get(29)),
                Optional.of(gap)));
    assertThat(archive.resolve(LINE, START, wal.ends().get(10).at()))
        .isInstanceOf(TargetResolution.Reached.class);
  }

  @Test
  void aGapCannotBeFilledAndIsSaidToBeOne() {
    try (var writer = writer(store)) {
      writer.append(1, START, new byte[100], List.of());
      writer.append(1, START.plus(200), new byte[100], List.of());

      assertThatThrownBy(() -> writer.append(1, START.plus(50), new byte[300], List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gap");
      assertThatThrownBy(() -> writer.append(1, START.plus(-50), new byte[10], List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(writer.append(1, START.plus(250), new byte[100], List.of()))
          .isEqualTo(START.plus(350));
    }
  }

  @Test
  void amongTenThousandObjectsATargetIsFoundWithAFewReads() {
    var counting = new FaultyStore(store);
    SampleWal wal = SampleWal.random(new Random(5), START, 10_000, 4, false);
    try (var writer = writerWithoutMerging(store)) {
      Lsn from = START;
      for (TransactionEnd end : wal.ends()) {
        writer.append(1, from, bytes(from, end.end()), List.of(end));
        from = end.end();
      }
    }
    assertThat(objects()).hasSize(10_000);
    WalArchive archive = archive(counting);
    archive.lastCommit(1);

    var random = new Random(6);
    for (int search = 0; search < 50; search++) {
      int number = random.nextInt(10_000);
      Instant target = wal.ends().get(number).at();
      Lsn from = wal.ends().get(random.nextInt(number + 1)).start();
      counting.at(Long.MAX_VALUE, FaultyStore.Fault.FAILS);
      TargetResolution found = archive.resolve(LINE, from, target);

      assertThat(found).isEqualTo(wal.resolve(from, wal.end(), target));
      // Two listings, the last header, and log2(10,000) = 14 headers on the way.
      assertThat(counting.calls()).isLessThanOrEqualTo(2 + 1 + 14 + 1);
    }
  }

  @Test
  void aTimelineThatWasSwitchedToIsFollowedAndTheOldOnesTailLeftOut() throws IOException {
    SampleWal old = SampleWal.random(new Random(7), START, 40, 10, false);
    TransactionEnd branch = old.ends().get(19);
    var line = new TimelineHistory(2, List.of(new TimelineHistory.Branch(1, branch.end(), "why")));
    SampleWal young = SampleWal.random(new Random(8), branch.end(), 40, 10, false);
    byte[] history = line.format().getBytes(StandardCharsets.UTF_8);
    try (var writer = writer(store)) {
      old.append(writer, 1, START, old.end());
      assertThat(writer.end(2)).isEmpty();
      writer.putHistory(2, history);
      assertThat(writer.lastTransactionEnd(2)).contains(branch);
      young.append(writer, 2, branch.end(), young.ends().get(10).end());
      assertThat(writer.lastTransactionEnd(2)).contains(young.ends().get(10));
    }
    WalArchive archive = archive(store);

    assertThat(archive.history(2)).isEqualTo(line);
    assertThat(archive.coverage().timelines()).containsExactly(1, 2);
    Lsn end = young.ends().get(10).end();
    assertThat(archive.coverage().unbrokenFrom(line, START)).isEqualTo(end);
    List<TransactionEnd> both = new ArrayList<>(old.ends().subList(0, 20));
    both.addAll(young.ends().subList(0, 11));
    SampleWal expected = new SampleWal(both);
    Lsn beforeBranch = old.ends().get(15).end();
    Lsn afterBranch = young.ends().get(5).end();
    for (Lsn to : List.of(branch.end(), afterBranch)) {
      List<TransactionEnd> commits = expected.commitsWithin(beforeBranch, to);
      assertThat(archive.firstCommit(line, beforeBranch, to))
          .isEqualTo(commits.stream().findFirst());
      assertThat(archive.lastCommit(line, beforeBranch, to)).isEqualTo(lastCommit(commits));
    }
    assertThat(archive.lastCommit(line, START, branch.end()))
        .as("and none of the tail that was left")
        .isEqualTo(lastCommit(old.ends().subList(0, 20)));
    assertThat(archive.firstCommit(line, branch.end(), end))
        .isEqualTo(expected.commitsWithin(branch.end(), end).stream().findFirst());
    for (TransactionEnd each : both) {
      assertThat(archive.resolve(line, START, each.at()))
          .isEqualTo(expected.resolve(START, end, each.at()));
    }
    assertThat(archive.resolve(line, START, NOON.plusSeconds(999)))
        .isEqualTo(expected.resolve(START, end, NOON.plusSeconds(999)));
    assertThat(archive.resolve(LINE, START, old.ends().get(30).at()))
        .isInstanceOf(TargetResolution.Reached.class);
  }

  @Test
  void segmentFilesAreWrittenAsPostgresNamesThem(@TempDir Path folder) throws IOException {
    int size = MIB;
    Lsn branch = START.plus(2L * size + 4096);
    Lsn end = START.plus(3L * size + 100);
    var line = new TimelineHistory(2, List.of(new TimelineHistory.Branch(1, branch, "why")));
    try (var writer = writer(store)) {
      writer.append(1, START, bytes(START, branch.plus(5000)), List.of());
      writer.putHistory(2, line.format().getBytes(StandardCharsets.UTF_8));
      writer.append(2, branch, bytes(branch, end), List.of());
    }

    List<WalSegment> written =
        archive(store)
            .writeSegments(
                line,
                START.plus(size + 5L),
                end,
                size,
                folder,
                new SpareSegments(folder.resolve("spare"), 0));

    assertThat(written)
        .extracting(WalSegment::name)
        .containsExactly(
            "000000010000000000000021", "000000020000000000000022", "000000020000000000000023");
    Lsn second = START.plus(size);
    assertThat(Files.readAllBytes(folder.resolve("000000010000000000000021")))
        .isEqualTo(bytes(second, second.plus(size)));
    assertThat(Files.readAllBytes(folder.resolve("000000020000000000000022")))
        .isEqualTo(bytes(second.plus(size), second.plus(2L * size)));
    byte[] last = Arrays.copyOf(bytes(second.plus(2L * size), end), size);
    assertThat(Files.readAllBytes(folder.resolve("000000020000000000000023"))).isEqualTo(last);
  }

  @Test
  void whatASpareFileHadIsGoneWhenItIsWrittenOver(@TempDir Path folder) throws IOException {
    Lsn end = START.plus(MIB + 100);
    try (var writer = writer(store)) {
      writer.append(1, START, bytes(START, end), List.of());
    }
    Path spare = folder.resolve("spare");
    var spares = new SpareSegments(spare, 3);
    spares.add(folder.resolve("absent"));
    for (int length : List.of(MIB, 2 * MIB, 1000, MIB + 1)) {
      byte[] content = new byte[length];
      Arrays.fill(content, (byte) 0xA5);
      spares.add(Files.write(folder.resolve("old-" + length), content));
    }
    Path target = folder.resolve("pg_wal");

    archive(store).writeSegments(LINE, START, end, MIB, target, spares);

    assertThat(Files.readAllBytes(target.resolve("000000010000000000000020")))
        .isEqualTo(bytes(START, START.plus(MIB)));
    assertThat(Files.readAllBytes(target.resolve("000000010000000000000021")))
        .isEqualTo(Arrays.copyOf(bytes(START.plus(MIB), end), MIB));
    assertThat(folder.resolve("old-" + (MIB + 1))).doesNotExist();
    assertThat(spare).isDirectoryContaining("glob:**/old-" + MIB);
    try (Stream<Path> left = Files.list(spare)) {
      assertThat(left).hasSize(1);
    }
    spares.close();
    assertThat(spare).isEmptyDirectory();
  }

  @Test
  void whatIsPassedOnAtOnceIsWhatIsRead() throws IOException {
    Lsn end = START.plus(3L * MIB + 100);
    try (var writer = writer(store)) {
      writer.append(1, START, bytes(START, end), List.of());
    }
    var out = new ByteArrayOutputStream();

    try (InputStream log = archive(store).read(LINE, START.plus(10), end)) {
      assertThat(log.readNBytes(150)).isEqualTo(bytes(START.plus(10), START.plus(160)));
      assertThat(log.transferTo(out)).isEqualTo(3L * MIB - 60);
      assertThat(log.read()).isNegative();
    }

    assertThat(out.toByteArray()).isEqualTo(bytes(START.plus(160), end));
  }

  @Test
  void theHistoriesOfALineAreWrittenWithoutItsLog(@TempDir Path folder) {
    var line = new TimelineHistory(2, List.of(new TimelineHistory.Branch(1, START, "why")));
    try (var writer = writer(store)) {
      writer.putHistory(2, line.format().getBytes(StandardCharsets.UTF_8));
    }
    Path target = folder.resolve("pg_wal");

    archive(store).writeHistories(LINE, target);
    assertThat(target).doesNotExist();
    archive(store).writeHistories(line, target);
    archive(store).writeHistories(new TimelineHistory(3, List.of()), target);

    assertThat(target.resolve("00000003.history")).isEmptyFile();
    assertThat(target).isDirectoryContaining("glob:**/00000002.history");
    assertThat(target.resolve("00000002.history")).hasContent(line.format());
    assertThat(target.resolve("00000001.history")).doesNotExist();
  }

  @Test
  void segmentsWithAGapAreNotWrittenAtAll(@TempDir Path folder) {
    try (var writer = writer(store)) {
      writer.append(1, START.plus(100), new byte[2 * MIB], List.of());
    }
    Path target = folder.resolve("pg_wal");

    assertThatThrownBy(
            () ->
                archive(store)
                    .writeSegments(
                        LINE,
                        START.plus(200),
                        START.plus(300),
                        MIB,
                        target,
                        new SpareSegments(folder.resolve("spare"), 0)))
        .isInstanceOfSatisfying(
            WalGap.class, gap -> assertThat(gap.missing().start()).isEqualTo(START));
    assertThat(target).doesNotExist();
  }

  @Test
  void readersAreNotDisturbedByMerging() throws IOException {
    try (var writer = writerWithoutMerging(store)) {
      for (int piece = 0; piece < 40; piece++) {
        Lsn from = START.plus(100L * piece);
        writer.append(1, from, bytes(from, from.plus(100)), List.of());
      }
    }
    Lsn end = START.plus(4000);
    try (var in = archive(store).read(1, START, end)) {
      byte[] first = in.readNBytes(150);
      try (var writer = writer(store)) {
        writer.append(1, end, bytes(end, end.plus(1)), List.of());
      }
      assertThat(objects()).hasSize(10);
      byte[] rest = in.readAllBytes();

      assertThat(first).isEqualTo(bytes(START, START.plus(150)));
      assertThat(rest).isEqualTo(bytes(START.plus(150), end));
    }
  }

  @Test
  void whatLiesBeforeAPositionIsDeletedAndTheRestStays() throws IOException {
    Lsn end = START.plus(40L * MIB);
    try (var writer = writer(store)) {
      writer.append(1, START, bytes(START, end), List.of());
    }
    Lsn needed = START.plus(16L * MIB);

    assertThat(archive(store).deleteBefore(needed.plus(-1))).isZero();
    assertThat(archive(store).deleteBefore(needed.plus(5))).isEqualTo(1);
    assertThat(read(needed, end)).isEqualTo(bytes(needed, end));
  }

  @Test
  void anObjectThatIsTooShortForItsLogIsToldByItsSize() {
    var first = new WalRange(1, START, START.plus(3L * MIB));
    try (var writer = writer(store)) {
      writer.append(1, START, bytes(START, START.plus(3L * MIB)), List.of());
      writer.append(1, START.plus(3L * MIB), new byte[5], List.of());
    }
    String name = new WalNames("servers/one/").object(first);
    Lsn end = START.plus(3L * MIB + 5);
    assertThat(archive(store).cutShort(LINE, START, end)).isEmpty();

    // Preamble, header, index, and not even an empty block.
    byte[] whole = store.readBytes(name, 0, 24 + 5 * 28 - 1);
    store.replace(name, Content.of(whole));

    assertThat(archive(store).cutShort(LINE, START, end)).containsExactly(name);
    assertThat(archive(store).cutShort(LINE, START.plus(3L * MIB), end)).isEmpty();
  }

  private static Optional<TransactionEnd> lastCommit(List<TransactionEnd> ends) {
    return ends.stream().filter(end -> end.kind().isCommit()).reduce((a, b) -> b);
  }

  private List<?> objects() {
    return store.list("servers/one/wal/00000001/").objects();
  }

  private byte[] read(Lsn from, Lsn to) throws IOException {
    try (var in = archive(store).read(1, from, to)) {
      return in.readAllBytes();
    }
  }
}

package dev.meridian.repository.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.journal.FaultyJournals.Fault;
import dev.meridian.repository.sealing.CompressedBytes;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitJournalTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final int SEGMENT = 1 << 20;
  private static final String RENAMED = "00000000-0000-4000-8000-000000000000";
  private static final Lsn START = new Lsn(0x2000028);
  private static final Sealing PLAIN = Sealing.plain(1);

  @TempDir Path folder;

  private ServerArchive archive(RepositoryKey key) {
    return Repository.openOrCreate(DirectoryStore.open(folder), key).server(SERVER);
  }

  private Path file(CommitJournal journal) {
    return folder.resolve(".journal").resolve(SERVER.toString()).resolve(journal.name());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatWasAppendedSinceTheLastRestartIsRead(long seed) {
    var random = new Random(seed);
    CommitJournals journals =
        archive(seed % 2 == 0 ? RepositoryKey.generate() : RepositoryKey.none()).journals();
    try (CommitJournal journal = journals.create(3, SEGMENT)) {
      Lsn position = START;
      for (int round = 0; round < 4; round++) {
        Lsn from = position;
        int records = 1 + random.nextInt(12);
        for (int record = 0; record < records; record++) {
          byte[] bytes = log(position, 1 + random.nextInt(random.nextBoolean() ? 300 : 20_000));
          assertThat(journal.append(position, ByteBuffer.wrap(bytes))).isTrue();
          position = position.plus(bytes.length);
          JournaledLog found = journals.read(journal.name()).orElseThrow();
          assertThat(found.timeline()).isEqualTo(3);
          assertThat(found.segmentSize()).isEqualTo(SEGMENT);
          assertThat(found.range()).contains(new WalRange(3, from, position));
          assertThat(bytes(found.from(from))).isEqualTo(log(from, (int) position.minus(from)));
        }
        JournaledLog found = journals.read(journal.name()).orElseThrow();
        Lsn middle = from.plus(random.nextInt((int) position.minus(from)));
        assertThat(bytes(found.from(middle))).isEqualTo(log(middle, (int) position.minus(middle)));
        assertThat(found.from(position)).isEmpty();
        assertThat(found.from(from.plus(-1))).isEmpty();
        journal.restart();
      }
    }
  }

  /** Of the last write, each sector may have reached the disk or not. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aTornLastRecordTakesNothingElseWithIt(long seed) throws Exception {
    var random = new Random(seed);
    CommitJournals journals =
        archive(seed % 2 == 0 ? RepositoryKey.generate() : RepositoryKey.none()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Lsn position = START;
      for (int before = random.nextInt(9); before > 0; before--) {
        position = append(journal, position, 1 + random.nextInt(9000));
      }
      Lsn restarted = position;
      journal.restart();
      for (int record = 1 + random.nextInt(5); record > 0; record--) {
        position = append(journal, position, 1 + random.nextInt(9000));
      }
      byte[] acknowledged = Files.readAllBytes(file(journal));
      Lsn torn = append(journal, position, 1 + random.nextInt(9000));
      byte[] written = Files.readAllBytes(file(journal));
      for (int crash = 0; crash < 12; crash++) {
        byte[] left = acknowledged.clone();
        for (int sector = 0; sector < left.length; sector += 512) {
          if (random.nextBoolean()) {
            System.arraycopy(written, sector, left, sector, 512);
          }
        }
        Files.write(file(journal), left);
        JournaledLog found = journals.read(journal.name()).orElseThrow();
        Lsn end = found.range().orElseThrow().end();
        assertThat(end).isIn(position, torn);
        assertThat(bytes(found.from(restarted)))
            .isEqualTo(log(restarted, (int) end.minus(restarted)));
      }
    }
  }

  @Test
  void whatATornFirstRecordOfARestartLeavesIsOldAndInTheArchive() throws Exception {
    CommitJournals journals = archive(RepositoryKey.generate()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Lsn middle = append(journal, START, 6000);
      Lsn archived = append(journal, middle, 100);
      byte[] before = Files.readAllBytes(file(journal));
      journal.restart();
      append(journal, archived, 100);
      byte[] after = Files.readAllBytes(file(journal));
      System.arraycopy(after, 4096, before, 4096, 60);
      Files.write(file(journal), before);
      JournaledLog found = journals.read(journal.name()).orElseThrow();
      assertThat(found.from(archived)).isEmpty();
      assertThat(found.isIn(WalCoverage.of(List.of(new WalRange(1, START, archived))))).isTrue();
      assertThat(found.isIn(WalCoverage.of(List.of(new WalRange(1, START, middle))))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aFlippedBitIsNeverReadAndWhatIsBehindItIsNotForgotten(long seed) throws Exception {
    var random = new Random(seed);
    CommitJournals journals =
        archive(seed % 2 == 0 ? RepositoryKey.generate() : RepositoryKey.none()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      List<Lsn> ends = new ArrayList<>(List.of(START));
      for (int record = 0; record < 5; record++) {
        ends.add(append(journal, ends.getLast(), 1000));
      }
      byte[] good = Files.readAllBytes(file(journal));
      for (int flip = 0; flip < 60; flip++) {
        byte[] bad = good.clone();
        int record = random.nextInt(5);
        bad[4096 * (1 + record) + random.nextInt(1000 + 8 + 8 + 28)] ^= (byte) (1 << flip % 8);
        Files.write(file(journal), bad);
        JournaledLog found = journals.read(journal.name()).orElseThrow();
        assertThat(bytes(found.from(START))).isEqualTo(log(START, 1000 * record));
        assertThat(found.range().orElseThrow().end()).isEqualTo(ends.get(record == 4 ? 4 : 5));
        var archived = WalCoverage.of(List.of(new WalRange(1, START, START.plus(1))));
        assertThat(found.isIn(archived)).isFalse();
      }
    }
  }

  @Test
  void anArchiveHasAJournalIfItHasNoGapThereButWhatHasExpired() {
    CommitJournals journals = archive(RepositoryKey.none()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Lsn end = append(journal, START, 1000);
      JournaledLog found = journals.read(journal.name()).orElseThrow();
      assertThat(found.isIn(coverage(START.plus(-9), end))).isTrue();
      assertThat(found.isIn(coverage(START.plus(500), end.plus(9)))).isTrue();
      assertThat(found.isIn(coverage(START.plus(-9), end.plus(-1)))).isFalse();
      assertThat(found.isIn(coverage(START, START.plus(9), START.plus(10), end))).isFalse();
      assertThat(found.isIn(coverage(START.plus(-9), START.plus(-1), START, end))).isTrue();
      assertThat(found.isIn(WalCoverage.of(List.of(new WalRange(2, START, end))))).isFalse();
    }
  }

  private static WalCoverage coverage(Lsn... bounds) {
    List<WalRange> ranges = new ArrayList<>();
    for (int at = 0; at < bounds.length; at += 2) {
      ranges.add(new WalRange(1, bounds[at], bounds[at + 1]));
    }
    return WalCoverage.of(ranges);
  }

  @Test
  void aJournalOfAnotherNameServerOrKeyIsDamaged() throws Exception {
    ServerArchive archive = archive(RepositoryKey.generate());
    try (CommitJournal journal = archive.journals().create(1, SEGMENT)) {
      append(journal, START, 1000);
      Files.copy(file(journal), file(journal).resolveSibling(RENAMED));
      assertThat(archive.journals().names()).contains(RENAMED, journal.name());
      assertThatThrownBy(() -> archive.journals().read(RENAMED)).isInstanceOf(DamagedObject.class);
      byte[] cut = Arrays.copyOf(Files.readAllBytes(file(journal)), 20);
      Files.write(file(journal), cut);
      assertThatThrownBy(() -> archive.journals().read(journal.name()))
          .isInstanceOf(DamagedObject.class);
    }
  }

  @Test
  void aFullJournalTakesNothingMoreAndKeepsWhatItHas() {
    CommitJournals journals = archive(RepositoryKey.generate()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Lsn position = START;
      while (journal.append(position, ByteBuffer.wrap(log(position, 1 << 20)))) {
        position = position.plus(1 << 20);
      }
      assertThat(position.minus(START)).isEqualTo(15L << 20);
      assertThat(journals.read(journal.name()).orElseThrow().range())
          .contains(new WalRange(1, START, position));
      journal.restart();
      Lsn end = append(journal, position, 10);
      assertThat(journals.read(journal.name()).orElseThrow().range())
          .contains(new WalRange(1, position, end));
    }
  }

  @Test
  void noRecordLeavesAHole() {
    try (CommitJournal journal = archive(RepositoryKey.none()).journals().create(1, SEGMENT)) {
      Lsn end = append(journal, START, 1000);
      assertThatThrownBy(() -> append(journal, end.plus(1), 10))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void itsBlocksAreThereFromTheBeginning() throws Exception {
    try (CommitJournal journal = archive(RepositoryKey.none()).journals().create(1, SEGMENT)) {
      long blocks = (long) Files.getAttribute(file(journal), "size");
      append(journal, START, 1000);
      assertThat((long) Files.getAttribute(file(journal), "size")).isEqualTo(blocks);
      assertThat(blocks).isEqualTo(16 << 20);
    }
  }

  @Test
  void itIsNoObjectAndGoesWithItsServer() throws Exception {
    ServerArchive archive = archive(RepositoryKey.generate());
    try (CommitJournal journal = archive.journals().create(1, SEGMENT)) {
      append(journal, START, 1000);
    }
    assertThat(archive.objects()).singleElement().extracting("name").asString().endsWith(".json");
    assertThat(archive.verify()).isEmpty();
    archive.remove();
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile).map(Path::getFileName))
          .extracting(Path::toString)
          .containsExactly("repository.json");
    }
    assertThat(folder.resolve(".journal")).doesNotExist();
  }

  @Test
  void whoOnlyReadsSeesNoneAndAnObjectStoreHasNone() throws Exception {
    RepositoryKey key = RepositoryKey.generate();
    CommitJournal journal = archive(key).journals().create(1, SEGMENT);
    journal.close();
    CommitJournals read =
        Repository.open(DirectoryStore.openToRead(folder), key).server(SERVER).journals();
    assertThat(read.arePossible()).isFalse();
    assertThat(read.names()).isEmpty();
    read.delete(journal.name());
    assertThat(file(journal)).exists();
    assertThat(Repository.create(new MemoryStore(), key).server(SERVER).journals().arePossible())
        .isFalse();
  }

  /** Whoever begins anew may begin before the archive's end. */
  @Test
  void anOldRecordIsNotReadAlthoughItsPositionFollows() {
    CommitJournals journals = archive(RepositoryKey.generate()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Lsn middle = append(journal, START, 1000);
      append(journal, middle, 1000);
      journal.restart();
      append(journal, START, 1000);

      JournaledLog found = journals.read(journal.name()).orElseThrow();
      assertThat(found.range()).contains(new WalRange(1, START, middle));
      assertThat(bytes(found.from(START))).isEqualTo(log(START, 1000));
    }
  }

  @Test
  void nothingIsReadAcrossAHoleAlthoughTheNumberFollows() throws Exception {
    CommitJournals journals = archive(RepositoryKey.none()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Lsn end = append(journal, START, 1000);
      Lsn beyond = end.plus(1);
      byte[] file = Files.readAllBytes(file(journal));
      ByteBuffer second =
          format(journal, file).record(2, beyond, ByteBuffer.wrap(log(beyond, 1000)));
      second.get(file, 2 * JournalFormat.BLOCK_BYTES, second.limit());
      Files.write(file(journal), file);

      JournaledLog found = journals.read(journal.name()).orElseThrow();
      assertThat(bytes(found.from(START))).isEqualTo(log(START, 1000));
      assertThat(found.range())
          .as("it isn't forgotten")
          .hasValueSatisfying(range -> assertThat(range.end()).isEqualTo(beyond.plus(1000)));
    }
  }

  @ParameterizedTest
  @MethodSource
  void aChunkThatIsNoRecordsIsNone(boolean compressed, int length) throws Exception {
    try (CommitJournal journal = archive(RepositoryKey.none()).journals().create(1, SEGMENT)) {
      byte[] file = Files.readAllBytes(file(journal));
      byte[] content = new byte[length];
      SealedObject sealed = PLAIN.open(fullName(journal), ObjectKind.JOURNAL, file);
      byte[] chunk =
          compressed
              ? sealed.seal(1, false, content)
              : sealed.seal(1, false, new CompressedBytes(content, length));
      ByteBuffer.wrap(file, 4096, file.length - 4096).putLong(1).put(chunk);

      JournalFormat format = format(journal, file);
      assertThat(format.record(file, 4096)).isEmpty();
      assertThat(format.record(Arrays.copyOf(file, 4096 + 8 + 11), 4096)).isEmpty();
    }
  }

  static Stream<Arguments> aChunkThatIsNoRecordsIsNone() {
    return Stream.of(
        Arguments.of(true, 5000),
        Arguments.of(false, Long.BYTES - 1),
        Arguments.of(false, Long.BYTES + (1 << 20) + 1),
        Arguments.of(false, 8 << 20));
  }

  /** Of a repository without encryption. */
  private static JournalFormat format(CommitJournal journal, byte[] file) {
    return JournalFormat.open(PLAIN, fullName(journal), file);
  }

  private static String fullName(CommitJournal journal) {
    return ".journal/" + SERVER + "/" + journal.name();
  }

  @ParameterizedTest
  @EnumSource(names = {"MAKING_LOSES_ITS_ANSWER", "OPENING"})
  void aJournalThatCouldNotBeMadeIsNotLeftBehind(Fault fault) {
    CommitJournals journals = failing(EnumSet.of(fault));

    assertThatThrownBy(() -> journals.create(1, SEGMENT)).hasMessage(fault.name());

    assertThat(folder.resolve(".journal")).doesNotExist();
  }

  @Test
  void whatKeepsAJournalFromBeingMadeIsSaidAlthoughItCannotBeDeletedEither() {
    CommitJournals journals = failing(EnumSet.of(Fault.OPENING, Fault.DELETING));

    assertThatThrownBy(() -> journals.create(1, SEGMENT))
        .hasMessage("OPENING")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(journals.names()).hasSize(1);
  }

  private CommitJournals failing(Set<Fault> faults) {
    var store = new FaultyJournals(DirectoryStore.open(folder), faults);
    return Repository.openOrCreate(store, RepositoryKey.none()).server(SERVER).journals();
  }

  private static Lsn append(CommitJournal journal, Lsn position, int length) {
    assertThat(journal.append(position, ByteBuffer.wrap(log(position, length)))).isTrue();
    return position.plus(length);
  }

  /** Each position has its byte. */
  static byte[] log(Lsn from, int length) {
    byte[] log = new byte[length];
    for (int at = 0; at < length; at++) {
      long position = from.position() + at;
      log[at] = (byte) (position ^ position >> 8 ^ position >> 16);
    }
    return log;
  }

  static byte[] bytes(List<ByteBuffer> parts) {
    var all = new ByteArrayOutputStream();
    parts.forEach(part -> all.write(part.array(), part.position(), part.remaining()));
    return all.toByteArray();
  }

  @Test
  void whatElseLiesBesideIsNoJournal() throws Exception {
    CommitJournals journals = archive(RepositoryKey.none()).journals();
    try (CommitJournal journal = journals.create(1, SEGMENT)) {
      Path beside = file(journal).getParent();
      Files.writeString(beside.resolve("notes~"), "not ours");
      Files.writeString(beside.resolve(".swp"), "not ours");

      assertThat(journals.names()).containsExactly(journal.name());
    }
  }
}

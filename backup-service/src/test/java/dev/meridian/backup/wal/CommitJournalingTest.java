package dev.meridian.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.settings.WalSettings;
import dev.meridian.backup.wal.FailingStore.JournalStep;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.journal.CommitJournal;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.wal.WalAppender;
import dev.meridian.repository.wal.WalRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** Commits that return before the archive has them, and what becomes of them. */
class CommitJournalingTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration QUICKLY = Duration.ofMillis(10);
  private static final Lsn START = SyntheticLog.START;

  @TempDir Path folder;

  private final RepositoryKey key = RepositoryKey.generate();
  private final UUID id = UUID.randomUUID();
  private final ScriptedServer server = new ScriptedServer();
  private final List<WalReceiver> receivers = new ArrayList<>();
  private FailingStore store;
  private ServerArchive archive;

  @BeforeEach
  void create() {
    Repository.create(DirectoryStore.open(folder), key);
    store = new FailingStore(DirectoryStore.open(folder));
    archive = archive(DirectoryStore.open(folder));
  }

  @AfterEach
  void stop() {
    receivers.forEach(WalReceiver::stop);
  }

  @Test
  void aCommitReturnsBeforeTheArchiveHasItAndConfirmationsNeverGoBack() throws Exception {
    WalReceiver receiver = start(store, QUICKLY);
    commit(5, 300);
    awaitConfirmed();
    awaitArchived();
    var stored = new CountDownLatch(1);
    store.checkEachPut(() -> awaitUninterruptibly(stored));
    Lsn before = archived();
    for (int commit = 0; commit < 5; commit++) {
      commit(1, 300);
      awaitConfirmed();
    }
    assertThat(archived()).isEqualTo(before);
    assertThat(receiver.live().status().safe()).as("backups rely on it").isEqualTo(before);
    stored.countDown();
    awaitArchived();
    receiver.stop();
    assertThat(server.confirmed).isSorted();
    archivedAsWritten();
    assertThat(archive.journals().names()).isEmpty();
  }

  @Test
  void whatWasAcknowledgedIsThereWhereverTheProcessDiesAlsoIfItsServerNeverComesBack()
      throws Exception {
    int died = 0;
    for (boolean after : new boolean[] {false, true}) {
      boolean alive = false;
      for (int step = 1; !alive; step++) {
        var place = folder.resolve(after + "-" + step);
        Repository.create(DirectoryStore.open(place), key);
        alive = diesAt(step, after, place);
        died += alive ? 0 : 1;
      }
    }
    assertThat(died).isGreaterThan(20);
  }

  /** Whether it lived to the end instead. */
  private boolean diesAt(int step, boolean after, Path place) throws Exception {
    var scripted = new ScriptedServer();
    scripted.chunk = 977;
    var failing = new FailingStore(DirectoryStore.open(place));
    failing.dieAt(step, after);
    WalReceiver first = receiver(scripted, failing, QUICKLY).synchronous(true).start();
    for (int commit = 0; commit < 6 && !failing.isDead(); commit++) {
      scripted.log().commit(1, commit % 3 * 700);
      await()
          .atMost(SOON)
          .until(() -> failing.isDead() || lastConfirmed(scripted).equals(scripted.log().end()));
      if (commit % 3 == 2) {
        ServerArchive found = archive(DirectoryStore.open(place));
        await()
            .atMost(SOON)
            .until(() -> failing.isDead() || archived(found).equals(scripted.log().end()));
      }
    }
    boolean alive = !failing.isDead();
    first.stop();
    Lsn acknowledged = lastConfirmed(scripted);

    scripted.refuses = true;
    ServerArchive found = archive(DirectoryStore.open(place));
    WalReceiver second = receiver(scripted, DirectoryStore.open(place), QUICKLY).start();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(archived(found))
                    .as("died at step %d, %s", step, after)
                    .isGreaterThanOrEqualTo(acknowledged));
    second.stop();
    assertThat(found.verify()).isEmpty();
    asWritten(scripted, found, archived(found));

    scripted.removeLogBefore(acknowledged);
    scripted.refuses = false;
    WalReceiver third = receiver(scripted, DirectoryStore.open(place), QUICKLY).start();
    scripted.log().commit(3, 100);
    await().atMost(SOON).until(() -> archived(found).equals(scripted.log().end()));
    await().atMost(SOON).until(() -> found.journals().names().isEmpty());
    third.stop();
    assertThat(found.wal().coverage().ranges()).hasSize(1);
    assertThat(found.verify()).isEmpty();
    asWritten(scripted, found, scripted.log().end());
    return alive;
  }

  @Test
  void whoTakesOverArchivesWhatTheOtherAcknowledgedToTheLast() throws Exception {
    WalReceiver old = start(store, NEVER);
    commit(2, 300);
    awaitConfirmed();
    commit(5, 300);
    awaitConfirmed();
    assertThat(isArchived()).isFalse();

    var next = receiver(server, DirectoryStore.open(folder), NEVER).synchronous(true).start();
    awaitArchived();
    assertThat(archive.journals().names()).as("its writer is alive").hasSize(1);
    commit(1, 300);
    awaitConfirmed();
    server.beforeStream =
        () -> {
          server.beforeStream = () -> {};
          // After the last look at the journals, and before the slot is free.
          commit(3, 700);
          awaitConfirmed();
          store.fail(true);
          server.removeLogBefore(server.log().end());
          old.stop();
        };
    await().atMost(SOON).until(() -> next.live().status().isStreaming());
    assertThat(isArchived()).isTrue();
    assertThat(archive.wal().coverage().ranges()).hasSize(1);
    assertThat(archive.journals().names()).isEmpty();
    commit(1, 300);
    awaitConfirmed();
    next.stop();
    archivedAsWritten();
  }

  @Test
  void aJournalThatAppearsWhileTheSlotChangesHandsIsNotTakenForAnOldOne() throws Exception {
    start(DirectoryStore.open(folder), NEVER);
    commit(2, 300);
    awaitConfirmed();
    receivers.getFirst().stop();
    var strange = new CommitJournal[1];
    server.beforeStream =
        () -> {
          server.beforeStream = () -> {};
          strange[0] = archive.journals().create(1, SyntheticLog.SEGMENT);
        };
    int before = server.commands.size();
    WalReceiver next = start(DirectoryStore.open(folder), NEVER);
    await().atMost(SOON).until(() -> next.live().status().isStreaming());
    assertThat(server.commands.subList(before, server.commands.size()))
        .filteredOn("connect"::equals)
        .hasSize(2);
    assertThat(archive.journals().names()).isEmpty();
    strange[0].close();
  }

  @Test
  void withoutRoomForAJournalCommitsWaitForTheArchive() throws Exception {
    store.failJournals(true);
    start(store, NEVER);
    for (int commit = 0; commit < 5; commit++) {
      commit(1, 300);
      awaitConfirmed();
      assertThat(isArchived()).isTrue();
    }
    store.fail(true);
    Lsn safe = server.log().end();
    commit(1, 300);
    await().atMost(SOON).until(() -> receivers.getFirst().live().status().problem() != null);
    assertThat(lastConfirmed(server)).isEqualTo(safe);
    store.fail(false);
    awaitConfirmed();
    archivedAsWritten();
  }

  @Test
  void aJournalThatCannotBeWrittenIsGivenUpAndNothingIsAcknowledgedByIt() throws Exception {
    start(store, NEVER);
    commit(1, 300);
    awaitConfirmed();
    store.failJournalsAfter(3);
    for (int commit = 0; commit < 6; commit++) {
      commit(1, 300);
      awaitConfirmed();
      assertThat(isArchived()).isEqualTo(commit >= 3);
    }
    assertThat(archive.journals().names()).isEmpty();
    archivedAsWritten();
  }

  @Test
  void aFullJournalIsBegunAnewOnceTheArchiveHasIt() {
    try (var writer = archive.walWriter();
        var journal = journal(archive)) {
      var border = new Lsn(16 << 20);
      WalAppender appender = writer.appender(1, border);
      int record = 49_000;
      appender.add(ByteBuffer.allocate(record));
      Lsn journaled = border;
      while (journal.keep(appender, border)) {
        journaled = appender.position();
        // As if it was being stored: the archive has none of it yet.
        appender.cut();
        appender.add(ByteBuffer.allocate(record));
      }
      assertThat(journaled.minus(border)).isEqualTo(341L * record);
      assertThat(journaled()).contains(new WalRange(1, border, journaled));
      assertThat(journal.keep(appender, journaled.plus(-1))).as("one byte is missing").isFalse();
      assertThat(journal.keep(appender, journaled)).isTrue();
      assertThat(journaled()).contains(new WalRange(1, journaled, journaled.plus(record)));
    }
  }

  @Test
  void whatIsNotTheArchivesNeighbourIsNotJournaled() {
    try (var writer = archive.walWriter();
        var journal = journal(archive)) {
      WalAppender appender = writer.appender(1, START);
      appender.add(ByteBuffer.allocate(10));
      assertThat(journal.keep(appender, null)).as("the archive has nothing").isFalse();
      assertThat(journal.keep(appender, START)).isTrue();
      appender.add(ByteBuffer.allocate((1 << 20) + 5));
      assertThat(journal.keep(appender, START)).as("a block is being compressed").isFalse();
      assertThat(journaled()).contains(new WalRange(1, START, START.plus(10)));
    }
  }

  private SessionJournal journal(ServerArchive in) {
    return new SessionJournal(in.journals(), 1, SyntheticLog.SEGMENT, new SignsMeanwhile(() -> {}));
  }

  private Optional<WalRange> journaled() {
    String name = archive.journals().names().getFirst();
    return archive.journals().read(name).orElseThrow().range();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void itMayBeSwitchedOnAndOffAtAnyTime(long seed) throws Exception {
    var random = new Random(seed);
    server.chunk = 3_001;
    WalReceiver receiver = start(store, QUICKLY);
    for (int round = 0; round < 60; round++) {
      boolean synchronous = random.nextBoolean();
      receiver.synchronous(synchronous);
      commit(1 + random.nextInt(3), random.nextInt(5000));
      if (synchronous) {
        awaitConfirmed();
      }
    }
    assertThat(store.journalRecords()).isPositive();
    receiver.synchronous(false);
    awaitArchived();
    await().atMost(SOON).until(() -> archive.journals().names().isEmpty());
    assertThat(server.confirmed).isSorted();
    archivedAsWritten();
  }

  @Test
  void aSwitchOfTimelineEndsTheJournalAndBeginsAnother() throws Exception {
    start(store, NEVER);
    commit(3, 300);
    awaitConfirmed();
    commit(3, 300);
    awaitConfirmed();
    server.promote();
    commit(3, 300);
    awaitConfirmed();
    commit(3, 300);
    awaitConfirmed();
    assertThat(archive.journals().names()).hasSize(1);
    store.fail(true);
    receivers.getFirst().stop();
    server.refuses = true;
    start(DirectoryStore.open(folder), NEVER);
    await().atMost(SOON).until(this::isArchived);
    archivedAsWritten();
  }

  @Test
  void whatADroppedServersReceiverLeftIsArchivedAndGoes() throws Exception {
    start(store, NEVER);
    commit(3, 300);
    awaitConfirmed();
    commit(3, 300);
    awaitConfirmed();
    store.fail(true);
    receivers.getFirst().stop();
    assertThat(archive.journals().names()).hasSize(1);
    assertThat(isArchived()).isFalse();
    new JournalReplay("shop", archive).ofGone();
    assertThat(archive.journals().names()).isEmpty();
    archivedAsWritten();
  }

  @Test
  void aJournalThatTheArchiveCannotHaveStaysAndKeepsNobodyFromGoingOn() throws Exception {
    start(store, QUICKLY);
    commit(3, 300);
    awaitConfirmed();
    awaitArchived();
    receivers.getFirst().stop();
    try (CommitJournal lost = archive.journals().create(1, SyntheticLog.SEGMENT)) {
      lost.append(server.log().end().plus(100_000), ByteBuffer.wrap(new byte[100]));
    }
    commit(3, 300);
    WalReceiver next = start(store, QUICKLY);
    awaitArchived();
    awaitConfirmed();
    next.stop();
    assertThat(archive.journals().names()).hasSize(1);
    archivedAsWritten();
  }

  @Test
  void whatIsWholeBeforeDamageIsArchived() throws Exception {
    SyntheticLog log = LeftBehind.in(archive);
    Lsn good = log.end();
    log.commit(2, 300);
    byte[] spoiled = LeftBehind.bytes(log, good, log.end());
    spoiled[100] ^= 1;
    archive.journals().names().forEach(archive.journals()::delete);
    LeftBehind.journal(
        archive, archived(), List.of(LeftBehind.bytes(log, archived(), good), spoiled));

    new JournalReplay("shop", archive).ofGone();

    assertThat(archived()).isEqualTo(good);
    assertThat(archive.journals().names()).as("it may hold more").hasSize(1);
    assertThat(archive.verify()).isEmpty();
  }

  /** Their version, their header, their end; or they are listed, and gone when they are read. */
  @ParameterizedTest
  @ValueSource(ints = {4, 30, -10, 0})
  void damageInAnOlderTimelineKeepsNobodyFromGoingOn(int at) throws Exception {
    start(store, QUICKLY);
    commit(3, 300);
    awaitConfirmed();
    server.promote();
    Lsn branch = server.log().end();
    commit(3, 300);
    awaitArchived();
    receivers.getFirst().stop();
    LeftBehind.journal(archive, branch, List.of(new byte[100]));
    List<String> left = archive.journals().names();
    String older = "servers/" + id + "/wal/00000001/";
    if (at == 0) {
      store.lose(older);
    } else {
      spoil(folder.resolve(older), at);
    }

    start(store, QUICKLY);
    commit(3, 300);
    awaitArchived();
    awaitConfirmed();

    assertThat(archive.journals().names()).hasSizeBetween(1, 2).containsAll(left);
  }

  private static void spoil(Path objects, int at) throws IOException {
    try (Stream<Path> all = Files.list(objects)) {
      for (Path object : all.toList()) {
        byte[] bytes = Files.readAllBytes(object);
        bytes[at < 0 ? bytes.length + at : at] ^= 64;
        Files.write(object, bytes);
      }
    }
  }

  /** While they are appended, or looked at for the last time. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ofManyJournalsFewAreReadAtOnce(int time) throws Exception {
    var read = new CountDownLatch(1);
    var reading = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    List<ServerArchive> left = new ArrayList<>();
    for (int server = 0; server < 5; server++) {
      var each = new FailingStore(DirectoryStore.open(folder));
      ServerArchive of = Repository.open(each, key).server(UUID.randomUUID());
      LeftBehind.in(of);
      left.add(of);
      var times = new AtomicInteger();
      each.checkEachJournalStep(
          step -> {
            if (step == JournalStep.READ && times.incrementAndGet() == time) {
              reading.incrementAndGet();
              awaitUninterruptibly(read);
            }
          });
      threads.add(Thread.ofPlatform().start(() -> replay(of)));
    }
    await().atMost(SOON).until(() -> reading.get() > 1 && threads.stream().allMatch(this::waits));

    assertThat(reading).hasValue(2);

    read.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(left).allSatisfy(each -> assertThat(each.journals().names()).isEmpty());
  }

  private boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private static void replay(ServerArchive archive) {
    try {
      new JournalReplay("shop", archive).ofGone();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLOSE", "DELETE"})
  void aJournalIsClosedIfItCannotBeDeletedAndDeletedIfItCannotBeClosed(JournalStep failing) {
    ServerArchive failingArchive = archive(store);
    try (var writer = failingArchive.walWriter();
        var journal = journal(failingArchive)) {
      WalAppender appender = writer.appender(1, START);
      appender.add(ByteBuffer.allocate(10));
      assertThat(journal.keep(appender, START)).isTrue();
      store.checkEachJournalStep(
          step -> {
            if (step == failing) {
              throw new StoreUnavailable("Input/output error", null);
            }
          });

      journal.tidy(appender.position(), false);

      assertThat(store.openJournals()).isZero();
      assertThat(archive.journals().names()).hasSize(failing == JournalStep.DELETE ? 1 : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIST", "MAKE", "WRITE", "DELETE"})
  void whoIsListeningSaysSoWhileTheDiskDoesNotAnswerAndConfirmsNothing(JournalStep stalled)
      throws Exception {
    WalReceiver receiver = start(store, QUICKLY);
    commit(1, 300);
    awaitConfirmed();
    if (stalled == JournalStep.WRITE) {
      commit(1, 300);
      awaitConfirmed();
    }
    if (stalled == JournalStep.LIST) {
      receiver.stop();
    }
    awaitArchived();
    try (var disk = new StalledDisk(folder)) {
      Runnable stall =
          () ->
              store.checkEachJournalStep(
                  step -> {
                    if (step == stalled) {
                      disk.use();
                    }
                  });
      Lsn before = lastConfirmed(server);
      switch (stalled) {
        case LIST -> {
          server.beforeStream = stall;
          start(store, QUICKLY);
        }
        case DELETE -> {
          commit(1, 300);
          awaitConfirmed();
          awaitArchived();
          before = lastConfirmed(server);
          stall.run();
          receiver.synchronous(false);
        }
        default -> {
          stall.run();
          commit(1, 300);
        }
      }
      disk.awaitUse();
      int signs = server.signsOfLife.get();
      await().atMost(SOON).until(() -> server.signsOfLife.get() >= signs + 2);
      assertThat(lastConfirmed(server)).isEqualTo(before);

      disk.answer();
      await().atMost(SOON).until(() -> receivers.getLast().live().status().isStreaming());
      commit(1, 300);
      awaitConfirmed();
      awaitArchived();
    }
    archivedAsWritten();
  }

  @Test
  void whoIsListeningSaysSoWhileARestorePointIsKept() throws Exception {
    start(store, NEVER);
    commit(1, 300);
    awaitConfirmed();
    var kept = new CountDownLatch(1);
    store.checkEachPut(() -> awaitUninterruptibly(kept));
    Lsn before = lastConfirmed(server);
    server.log().restorePoint("before the migration");
    await().atMost(SOON).until(() -> server.signsOfLife.get() > 1);
    assertThat(lastConfirmed(server)).isEqualTo(before);
    kept.countDown();
    awaitConfirmed();
  }

  private WalReceiver start(Store in, Duration flushAge) {
    WalReceiver receiver = receiver(server, in, flushAge).synchronous(true);
    receivers.add(receiver);
    return receiver.start();
  }

  private WalReceiver receiver(ScriptedServer from, Store in, Duration flushAge) {
    WalSettings settings = ReceiversUnderTest.settings(flushAge, DataSize.ofMegabytes(64));
    return new WalReceiver(
        ReceiversUnderTest.shop(id),
        archive(in),
        from,
        new LogMemory(settings),
        settings,
        Clock.systemUTC(),
        () -> {});
  }

  private ServerArchive archive(Store in) {
    return Repository.open(in, key).server(id);
  }

  private void commit(int count, int bytesBefore) {
    server.log().commit(count, bytesBefore);
  }

  private static Lsn lastConfirmed(ScriptedServer of) {
    return of.confirmed.stream().max(Comparator.naturalOrder()).orElse(START);
  }

  private Lsn archived() {
    return archived(archive);
  }

  private static Lsn archived(ServerArchive archive) {
    return ArchivedLog.end(archive.wal().coverage()).map(LogPosition::lsn).orElse(START);
  }

  private boolean isArchived() {
    return archived().equals(server.log().end());
  }

  private void awaitConfirmed() {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(() -> assertThat(lastConfirmed(server)).isEqualTo(server.log().end()));
  }

  private void awaitArchived() {
    await().atMost(SOON).until(this::isArchived);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void archivedAsWritten() throws Exception {
    asWritten(server, archive, server.log().end());
    assertThat(archive.verify()).isEmpty();
  }

  /** Every byte, and every commit once. */
  private static void asWritten(ScriptedServer server, ServerArchive archive, Lsn end)
      throws Exception {
    int timeline = server.log().timeline();
    if (!START.isBefore(end)) {
      return;
    }
    TimelineHistory line = archive.wal().history(timeline);
    try (InputStream in = archive.wal().read(line, START, end)) {
      assertThat(in.readAllBytes()).isEqualTo(server.log().read(START, (int) end.minus(START)));
    }
    List<Instant> commits =
        archive.wal().transactionEnds(line, START, end).stream().map(TransactionEnd::at).toList();
    assertThat(commits).isSorted().doesNotHaveDuplicates();
    if (end.equals(server.log().end())) {
      assertThat(commits).hasSize(server.log().commits());
    }
  }
}

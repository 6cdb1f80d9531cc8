package dev.meridian.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.settings.WalSettings;
import dev.meridian.backup.wal.LogStatus.State;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.WalRange;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class WalReceiverTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final MemoryStore objects = new MemoryStore();
  private final FailingStore store = new FailingStore(objects);
  private final ServerArchive archive =
      Repository.create(store, RepositoryKey.generate()).server(UUID.randomUUID());
  private final ScriptedServer server = new ScriptedServer();
  private final AtomicInteger streams = new AtomicInteger();
  private WalReceiver receiver;

  @AfterEach
  void stop() {
    if (receiver != null) {
      receiver.stop();
    }
  }

  @Test
  void theSlotIsMadeBeforeTheStreamBegins() throws Exception {
    Instant last = server.log().commit(100, 3000);
    start();
    awaitArchived();
    assertThat(server.commands)
        .containsSubsequence("connect", "create meridian_backup", "stream 1 0/00500000");
    assertThat(status().lastCommit()).isEqualTo(last);
    assertThat(status().unbrokenFrom()).isEqualTo(SyntheticLog.START);
    archivedAsWritten(1);
  }

  @Test
  void nothingIsConfirmedBeforeItIsSafe() {
    server.log().commit(400, 3000);
    store.checkEachPut(
        () ->
            assertThat(server.confirmed)
                .allSatisfy(lsn -> assertThat(lsn).isLessThanOrEqualTo(archived())));
    start();
    awaitArchived();
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(server.confirmed).last().isEqualTo(server.log().end()));
  }

  @Test
  void aStoreThatFailsCostsNothingButTime() throws Exception {
    start();
    store.fail(true);
    server.log().commit(50, 3000);
    await().atMost(SOON).until(() -> status().problem() != null);
    assertThat(server.confirmed).allSatisfy(lsn -> assertThat(lsn).isEqualTo(SyntheticLog.START));
    store.fail(false);
    awaitArchived();
    archivedAsWritten(1);
  }

  @Test
  void aStoreThatIsAwayWhenTheReceiverStartsIsWaitedFor() throws Exception {
    store.fail(true);
    start();
    server.log().commit(50, 3000);
    await().atMost(SOON).until(() -> status().problem() != null);
    store.fail(false);
    awaitArchived();
    archivedAsWritten(1);
  }

  @Test
  void aBrokenConnectionIsMadeAnew() throws Exception {
    server.breakAfter = 333_333;
    server.log().commit(300, 3000);
    start();
    awaitArchived();
    assertThat(streams).hasValue(2);
    archivedAsWritten(1);
  }

  @Test
  void aNewReceiverGoesOnWhereTheArchiveEndsAlsoInTheMiddleOfACommit() throws Exception {
    server.chunk = 977;
    for (int round = 0; round < 12; round++) {
      server.log().commit(7, 1500 + round);
      server.breakAfter = 4_000 + 101 * round;
      start();
      await().atMost(SOON).until(() -> streams.get() > 0 && archived().position() > 0);
      await().atMost(SOON).until(() -> server.breakAfter > 1_000_000 || isArchived());
      receiver.stop();
      streams.set(0);
    }
    server.breakAfter = Long.MAX_VALUE;
    start();
    awaitArchived();
    archivedAsWritten(1);
  }

  @Test
  void whatHasComeIsSafeWhenTheReceiverStops() throws Exception {
    server.log().commit(10, 3000);
    receiver = receiver(settings(Duration.ofHours(1))).start();
    await().atMost(SOON).until(() -> status().receivedBytes() == server.log().end().minus(START));
    receiver.stop();
    archivedAsWritten(1);
    assertThat(status().state()).isEqualTo(State.STOPPED);
  }

  private static final Lsn START = SyntheticLog.START;

  @Test
  void whatCommitsWaitForIsSafeAndConfirmedAtOnceAlsoWhenThatChangesMeanwhile() throws Exception {
    receiver = receiver(settings(Duration.ofHours(1))).synchronous(true).start();
    server.log().commit(5, 3000);
    awaitConfirmed();
    receiver.synchronous(false);
    server.log().commit(5, 300);
    await().atMost(SOON).until(() -> status().receivedBytes() == server.log().end().minus(START));
    assertThat(isArchived()).isFalse();
    receiver.synchronous(true);
    awaitConfirmed();
    archivedAsWritten(1);
  }

  @Test
  void commitsThatWaitForWhatIsSafeAlreadyAreReleasedWhenTheStreamBegins() {
    server.log().commit(10, 3000);
    start();
    awaitArchived();
    receiver.stop();
    server.confirmed.clear();
    receiver = receiver(settings(Duration.ofHours(1))).synchronous(true).start();
    awaitConfirmed();
  }

  private void awaitConfirmed() {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(server.confirmed).last().isEqualTo(server.log().end()));
    assertThat(isArchived()).isTrue();
  }

  @Test
  void aSwitchOfTimelineIsFollowed() throws Exception {
    server.log().commit(100, 3000);
    start();
    awaitArchived();
    server.promote();
    server.log().commit(100, 3000);
    server.promote();
    Instant last = server.log().commit(400, 3000);
    awaitArchived();
    assertThat(status().timeline()).isEqualTo(3);
    assertThat(status().unbrokenFrom()).isEqualTo(START);
    assertThat(status().lastCommit()).isEqualTo(last);
    assertThat(archive.wal().history(3).branches()).hasSize(2);
    archivedAsWritten(3);
  }

  @Test
  void aSwitchOfTimelineWhileAwayIsFollowed() throws Exception {
    server.log().commit(100, 3000);
    start();
    awaitArchived();
    receiver.stop();
    server.log().commit(3, 3000);
    server.promote();
    server.log().commit(100, 3000);
    start();
    awaitArchived();
    archivedAsWritten(2);
  }

  @Test
  void aLostSlotLeavesAGapAndTheLogAfterItIsReceived() throws Exception {
    server.log().commit(100, 3000);
    start();
    awaitArchived();
    Lsn before = server.log().end();
    receiver.stop();
    server.log().commit(1000, 3000);
    server.loseSlot();
    start();
    awaitArchived();
    assertThat(server.commands).contains("drop meridian_backup");
    List<WalRange> gaps = archive.wal().coverage().gaps(1);
    assertThat(gaps).hasSize(1);
    assertThat(gaps.getFirst().start()).isEqualTo(before);
    assertThat(status().unbrokenFrom()).isEqualTo(gaps.getFirst().end());
    receiver.stop();
    server.log().commit(10, 3000);
    start();
    awaitArchived();
    assertThat(status().unbrokenFrom()).isEqualTo(gaps.getFirst().end());
    assertThat(archive.wal().coverage().gaps(1)).isEqualTo(gaps);
  }

  /** In its header, or behind it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anObjectThatIsDamagedWhereTheArchiveEndsCostsWhatLiesInIt(boolean header) throws Exception {
    server.log().commit(100, 3000);
    start();
    awaitArchived();
    receiver.stop();
    server.log().commit(5, 300);
    start();
    awaitArchived();
    receiver.stop();
    Lsn end = server.log().end();
    String last = lastObject();
    byte[] good = objects.readBytes(last, 0, 1 << 20);
    damage(last, good, header ? 40 : good.length - 20);

    for (int round = 0; round < 2; round++) {
      server.log().commit(10, 3000);
      start();
      awaitArchived();
      assertThat(status().problem()).contains(last);
      assertThat(status().unbrokenFrom()).isEqualTo(end);
      assertThat(status().lastCommit()).isEqualTo(SyntheticLog.timeOf(115 + 10 * round));
      receiver.stop();
    }
    assertThat(archive.wal().transactionEnds(line(1), end, server.log().end())).hasSize(20);
    assertThat(archive.wal().verify()).hasSize(1);

    objects.delete(List.of(last));
    objects.putIfAbsent(last, Content.of(good));
    start();
    awaitArchived();
    assertThat(status().problem()).isNull();
    assertThat(status().unbrokenFrom()).isEqualTo(START);
    archivedAsWritten(1);
  }

  @Test
  void alsoWhereTheServerHasRemovedTheLogThatLiesInIt() {
    Lsn end = START.plus(SyntheticLog.SEGMENT);
    server.log().commitUpTo(end);
    start();
    awaitArchived();
    await().atMost(SOON).untilAsserted(() -> assertThat(server.confirmed).last().isEqualTo(end));
    receiver.stop();
    String last = lastObject();
    damage(last, objects.readBytes(last, 0, 1 << 20), 40);
    server.removeLogBefore(end);
    int before = server.log().commits();

    server.log().commit(10, 3000);
    start();
    awaitArchived();

    assertThat(server.log().commits()).isEqualTo(before + 10);
    assertThat(status().problem()).contains(last);
    assertThat(status().unbrokenFrom()).isEqualTo(end);
    assertThat(archive.wal().transactionEnds(line(1), end, server.log().end())).hasSize(10);
  }

  /** A receiver has gone on writing for a moment after its bucket was emptied. */
  @Test
  void whatLiesThereUnderAKeyThatIsLostKeepsNobodyFromGoingOn() {
    var elsewhere = new MemoryStore();
    ServerArchive lost =
        Repository.create(elsewhere, RepositoryKey.generate()).server(archive.serverId());
    server.log().commit(20, 3000);
    Lsn end = server.log().end();
    try (var writer = lost.walWriter()) {
      for (Lsn from : List.of(end.plus(-2000), end.plus(-1000))) {
        writer.append(1, from, LeftBehind.bytes(server.log(), from, from.plus(1000)), List.of());
      }
    }
    elsewhere.listAll("servers/").stream()
        .map(StoredObject::name)
        .filter(name -> name.contains("/wal/"))
        .forEach(name -> objects.putIfAbsent(name, Content.of(elsewhere.readBytes(name, 0, 9999))));

    server.log().commit(10, 300);
    start();
    awaitArchived();

    assertThat(status().unbrokenFrom()).isEqualTo(end);
    assertThat(archive.wal().transactionEnds(line(1), end, server.log().end())).hasSize(10);
  }

  /** The first is all that is known of the log before. */
  @Test
  void aTimelinesHistoryThatIsDamagedKeepsNobodyFromGoingOn() {
    server.log().commit(10, 3000);
    start();
    awaitArchived();
    server.promote();
    server.log().commit(10, 3000);
    awaitArchived();
    receiver.stop();
    String history = "servers/" + archive.serverId() + "/timelines/00000002.history";
    damage(history, objects.readBytes(history, 0, 9999), 40);

    server.log().commit(10, 3000);
    start();
    awaitArchived();

    assertThat(status().problem()).contains(history);
    assertThat(status().unbrokenFrom()).isGreaterThanOrEqualTo(START);
  }

  private static TimelineHistory line(int timeline) {
    return new TimelineHistory(timeline, List.of());
  }

  private String lastObject() {
    return objects.listAll("servers/").stream()
        .map(StoredObject::name)
        .filter(name -> name.contains("/wal/"))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private void damage(String name, byte[] good, int at) {
    byte[] bad = good.clone();
    bad[at] ^= 1;
    objects.delete(List.of(name));
    objects.putIfAbsent(name, Content.of(bad));
  }

  @Test
  void whatComesFastIsStoredBesideTheReceiverInOrderAndOnce() throws Exception {
    server.log().commit(15_000, 3000);
    var receiver =
        receiver(ReceiversUnderTest.settings(Duration.ofHours(1), DataSize.ofMegabytes(64)));
    this.receiver = receiver.start();
    await().atMost(SOON).until(() -> status().receivedBytes() == server.log().end().minus(START));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(server.confirmed)
                    .last()
                    .satisfies(lsn -> assertThat(lsn.minus(START)).isGreaterThan(32 << 20)));
    assertThat(server.confirmed).isSorted();
    receiver.stop();
    archivedAsWritten(1);
  }

  @Test
  void whatHasComeIsSafeAlthoughItsServerIsGone() throws Exception {
    server.log().commit(15_000, 3000);
    server.breakAfter = 40 << 20;
    server.chunk = 1 << 20;
    archive.walWriter().close();
    CountDownLatch gone = new CountDownLatch(1);
    store.checkEachPut(() -> awaitUninterruptibly(gone));
    receiver =
        receiver(ReceiversUnderTest.settings(Duration.ofHours(1), DataSize.ofMegabytes(64)))
            .start();
    await().atMost(SOON).until(() -> server.breakAfter == Long.MAX_VALUE);
    server.refuses = true;
    gone.countDown();
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(archived().minus(START)).isGreaterThanOrEqualTo(39 << 20));
  }

  @Test
  void aServerThatWritesNothingMoreIsNotForgottenWhenTheStoreFails() throws Exception {
    receiver =
        receiver(ReceiversUnderTest.settings(Duration.ofHours(1), DataSize.ofMegabytes(64)))
            .start();
    await().atMost(SOON).until(() -> status().isStreaming());
    store.fail(true);
    server.log().commitUpTo(START.plus(11 << 20));
    await().atMost(SOON).until(() -> status().problem() != null);
    store.fail(false);
    receiver.stop();
    start();
    awaitArchived();
    archivedAsWritten(1);
  }

  /** Whoever sees the log sees the points in it, also when the store failed in between. */
  @Test
  void aRestorePointIsKeptBeforeTheLogThatHoldsIt() throws Exception {
    AtomicInteger late = new AtomicInteger();
    start();
    awaitArchived();
    store.fail(true);
    server.log().commit(5, 3000);
    Lsn end = server.log().restorePoint("before the migration");
    server.log().commit(500, 3000);
    store.checkEachPut(
        () -> {
          if (!archived().isBefore(end) && archive.wal().restorePoints().isEmpty()) {
            late.incrementAndGet();
          }
        });
    await().atMost(SOON).until(() -> status().problem() != null);
    store.fail(false);
    awaitArchived();

    assertThat(late).hasValue(0);
    assertThat(archive.wal().restorePoints())
        .containsExactly(
            new NamedPoint(
                1,
                new RestorePoint(
                    "before the migration",
                    SyntheticLog.timeOf(5),
                    end.plus(-(24 + 2 + 72 + 6)),
                    end)));
    archivedAsWritten(1);
  }

  @Test
  void whoIsListeningSaysSoWhileTheStoreIsSlow() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    start();
    awaitArchived();
    store.checkEachPut(() -> awaitUninterruptibly(slow));
    server.log().commit(10, 3000);
    await().atMost(SOON).until(() -> server.signsOfLife.get() > 0);
    slow.countDown();
    awaitArchived();
  }

  @Test
  void whoIsListeningSaysSoWhileMuchWaitsForTheStore() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    archive.walWriter().close();
    store.checkEachPut(() -> awaitUninterruptibly(slow));
    server.log().commit(15_000, 3000);
    receiver =
        receiver(ReceiversUnderTest.settings(Duration.ofHours(1), DataSize.ofMegabytes(64)))
            .start();
    await().atMost(SOON).until(() -> server.signsOfLife.get() > 1);
    assertThat(server.confirmed).allSatisfy(lsn -> assertThat(lsn).isEqualTo(START));
    slow.countDown();
    await().atMost(SOON).until(() -> status().receivedBytes() == server.log().end().minus(START));
    receiver.stop();
    archivedAsWritten(1);
  }

  @Test
  void aStoreThatFailsWhileMuchComesCostsNothingButTime() throws Exception {
    start();
    awaitArchived();
    store.fail(true);
    server.log().commit(15_000, 3000);
    await().atMost(SOON).until(() -> status().problem() != null);
    store.fail(false);
    awaitArchived();
    archivedAsWritten(1);
  }

  @Test
  void anotherServerAtTheSamePlaceIsNotFollowed() {
    server.systemId = "1";
    server.log().commit(10, 3000);
    start();
    await().atMost(SOON).until(() -> status().problem() != null);
    assertThat(status().problem()).contains("another database cluster");
    assertThat(server.commands).doesNotContain("create meridian_backup");
    assertThat(archive.wal().coverage().ranges()).isEmpty();
  }

  @Test
  void aByteThatWasSpoiledOnItsWayIsNeverArchived() throws Exception {
    server.spoilAt = START.position() + 200_000;
    server.log().commit(300, 3000);
    start();
    awaitArchived();
    assertThat(streams.get()).isGreaterThan(1);
    archivedAsWritten(1);
  }

  @Test
  void anIdleServersClockTellsUpToWhenAllIsSafe() {
    server.log().commit(10, 3000);
    start();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(status().coveredUntil())
                    .isEqualTo(ScriptedServer.CLOCK.minusMillis(500)));
  }

  @Test
  void anIdleServerThatSpeaksByItselfIsNotAsked() {
    server.speaks = true;
    WalSettings settings = settings(Duration.ofMillis(20));
    receiver = receiver(settings).start();
    await().atMost(SOON).until(() -> server.spoken.get() > 50);
    server.askedAfter.clear();
    await().atMost(SOON).until(() -> server.spoken.get() > 500);
    assertThat(server.askedAfter)
        .allSatisfy(silence -> assertThat(silence).isGreaterThan(settings.statusIdleEvery()));
  }

  @Test
  void aServerThatSaysNothingIsAsked() {
    WalSettings settings = settings(Duration.ofMillis(20));
    receiver = receiver(settings).start();
    await().atMost(SOON).until(() -> server.askedAfter.size() > 5);
    assertThat(List.copyOf(server.askedAfter).subList(2, 5))
        .allSatisfy(silence -> assertThat(silence).isGreaterThan(settings.statusIdleEvery()));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start() {
    receiver = receiver(settings(Duration.ofMillis(20))).start();
  }

  private WalReceiver receiver(WalSettings settings) {
    return new WalReceiver(
        ReceiversUnderTest.shop(archive.serverId()),
        archive,
        server,
        new LogMemory(settings),
        settings,
        Clock.systemUTC(),
        streams::incrementAndGet);
  }

  /** So little memory that it is short all the time. */
  private static WalSettings settings(Duration flushAge) {
    return ReceiversUnderTest.settings(flushAge, DataSize.ofKilobytes(256));
  }

  private LogStatus status() {
    return receiver.live().status();
  }

  private Lsn archived() {
    return ArchivedLog.end(archive.wal().coverage()).map(LogPosition::lsn).orElse(START);
  }

  private boolean isArchived() {
    return archived().equals(server.log().end());
  }

  private void awaitArchived() {
    await()
        .atMost(SOON)
        .until(() -> status().isStreaming() && status().safe().equals(server.log().end()));
    assertThat(archived()).isEqualTo(server.log().end());
  }

  /** Every byte, and every commit once. */
  private void archivedAsWritten(int timeline) throws Exception {
    TimelineHistory line = archive.wal().history(timeline);
    Lsn end = server.log(timeline).end();
    try (InputStream in = archive.wal().read(line, START, end)) {
      assertThat(in.readAllBytes()).isEqualTo(server.log(timeline).read(START, Integer.MAX_VALUE));
    }
    List<Instant> commits =
        archive.wal().transactionEnds(line, START, end).stream().map(TransactionEnd::at).toList();
    assertThat(commits).hasSize(server.log(timeline).commits()).isSorted().doesNotHaveDuplicates();
  }
}

package dev.meridian.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.StoreUnavailable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettleDroppedTest {

  private static final Instant DROPPED = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration LATER = Duration.ofSeconds(121);

  @TempDir Path folder;

  private final UUID id = UUID.randomUUID();
  private final List<ProtectedServer> asked = new ArrayList<>();
  private ServerArchive archive;

  @BeforeEach
  void leaveAJournal() {
    archive = Repository.create(DirectoryStore.open(folder), RepositoryKey.generate()).server(id);
    LeftBehind.in(archive);
  }

  @Test
  void aDroppedServersJournalIsArchivedOnceItsLastStreamMustHaveEnded() {
    settle(server(ProtectionState.ENDED), yes -> true, Duration.ofSeconds(120)).settleAll();
    assertThat(archive.journals().names()).hasSize(1);
    assertThat(asked).isEmpty();

    settle(server(ProtectionState.ENDED), yes -> true, LATER).settleAll();
    assertThat(archive.journals().names()).isEmpty();
  }

  /** And goes when it turns out that it is gone. */
  @Test
  void aJournalOfAServerThatOnlyItsArchiveTellsOfIsArchivedAndStays() {
    Lsn before = end();
    var state = new AtomicReference<>(ProtectionState.FOUND);
    SettleDropped settle =
        new SettleDropped(
            () -> List.of(server(state.get())),
            yes -> true,
            server -> Optional.of(archive),
            at(LATER));
    settle.settleAll();
    settle.settleAll();
    assertThat(end()).isGreaterThan(before);
    assertThat(archive.journals().names()).hasSize(1);

    state.set(ProtectionState.ENDED);
    settle.settleAll();
    assertThat(archive.journals().names()).isEmpty();
  }

  private Lsn end() {
    return archive.wal().coverage().end(1).orElseThrow();
  }

  @Test
  void whatAnotherTakesCareOfOrStillLivesIsLeftAlone() {
    settle(server(ProtectionState.ENDED), ours -> !ours.equals(id), LATER).settleAll();
    settle(server(ProtectionState.ENDING), ours -> true, LATER).settleAll();
    assertThat(asked).isEmpty();
    assertThat(archive.journals().names()).hasSize(1);
  }

  @Test
  void whatIsSettledIsNotLookedAtAgainAndWhatCouldNotBeIs() {
    var away = new AtomicInteger(2);
    SettleDropped settle =
        new SettleDropped(
            () -> List.of(server(ProtectionState.ENDED)),
            ours -> true,
            server -> {
              asked.add(server);
              if (away.getAndDecrement() > 0) {
                throw new StoreUnavailable("It is away", null);
              }
              return Optional.of(archive);
            },
            at(LATER));
    for (int time = 0; time < 5; time++) {
      settle.settleAll();
    }
    assertThat(asked).hasSize(3);
    assertThat(archive.journals().names()).isEmpty();
  }

  @Test
  void aStoreThatIsAwayKeepsNobodyWaitingAndIsAskedByOneAtATime() {
    var back = new CountDownLatch(1);
    var askers = new AtomicInteger();
    var looks = new AtomicInteger();
    SettleDropped settle =
        new SettleDropped(
            () -> {
              looks.incrementAndGet();
              return List.of(server(ProtectionState.ENDED));
            },
            ours -> true,
            server -> {
              askers.incrementAndGet();
              awaitUninterruptibly(back);
              return Optional.of(archive);
            },
            at(LATER));
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int time = 0; time < 3; time++) {
                    settle.begin();
                  }
                });
    await().atMost(Duration.ofSeconds(20)).until(() -> !caller.isAlive());
    await().atMost(Duration.ofSeconds(20)).until(() -> askers.get() > 0);
    back.countDown();
    await().atMost(Duration.ofSeconds(20)).until(() -> archive.journals().names().isEmpty());
    assertThat(askers).hasValue(1);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              settle.begin();
              return looks.get() > 1;
            });
  }

  private SettleDropped settle(ProtectedServer server, Predicate<UUID> isOurs, Duration later) {
    return new SettleDropped(
        () -> List.of(server),
        isOurs,
        known -> {
          asked.add(known);
          return Optional.of(archive);
        },
        at(later));
  }

  private static Clock at(Duration later) {
    return Clock.fixed(DROPPED.plus(later), ZoneOffset.UTC);
  }

  private ProtectedServer server(ProtectionState state) {
    return new ProtectedServer(
        id,
        "shop",
        "north",
        "127.0.0.1",
        5500,
        "18.6",
        Long.toString(SyntheticLog.SYSTEM),
        1,
        state,
        DROPPED.minusSeconds(1000),
        DROPPED);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

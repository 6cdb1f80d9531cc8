package dev.meridian.backup.copy;

import static dev.meridian.backup.copy.TwoRegions.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyScheduleTest {

  private static final String LOG = "wal/00000001/0000000000000001-0000000000000002";
  private static final String PACK = "backups/00000000-0000-0000-0000-000000000001/pack-000000";

  private final TwoRegions regions = new TwoRegions();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private final CopySchedule schedule =
      new CopySchedule(
          regions, new CopyTurns(), ((InstantSource) now::get).withZone(ZoneOffset.UTC));

  @AfterEach
  void stop() {
    schedule.stop();
  }

  @Test
  void whoeverWaitsForAPlaceGetsOneBeforeTheOthersGetTheirNext() {
    List<ProtectedServer> twelve = servers("north", 12);
    Set<Object> begun = ConcurrentHashMap.newKeySet();
    var gate = new Semaphore(0);
    regions.before(
        "north",
        (verb, argument) -> {
          if (verb.equals("listAfter") && begun.add(argument)) {
            gate.acquireUninterruptibly();
          }
        });

    lookAt(twelve);
    lookAt(twelve);
    await().until(() -> begun.size() == 8);
    gate.release(8);

    await().until(() -> begun.size() == 12);
    gate.release(4);
    await().untilAsserted(() -> twelve.forEach(this::isCopied));
  }

  @Test
  void backupsOfManyServersWaitForEachOtherAndNoLogForThem() {
    List<ProtectedServer> six = servers("north", 6);
    six.forEach(server -> put(server, PACK));
    Set<Object> begun = ConcurrentHashMap.newKeySet();
    var gate = new Semaphore(0);
    regions.before(
        "south",
        (verb, argument) -> {
          if (argument.toString().endsWith(PACK) && begun.add(argument)) {
            gate.acquireUninterruptibly();
          }
        });
    await()
        .untilAsserted(
            () -> {
              lookAt(six);
              six.forEach(server -> has(server, LOG));
              assertThat(begun).hasSize(4);
            });
    String more = LOG.replace("2", "3");
    six.forEach(server -> put(server, more));
    await()
        .untilAsserted(
            () -> {
              lookAt(six);
              six.forEach(server -> has(server, more));
            });
    assertThat(begun).hasSize(4);

    gate.release(4);
    await().until(() -> begun.size() == 6);
    gate.release(2);
    await().untilAsserted(() -> six.forEach(server -> has(server, PACK)));
  }

  @Test
  void anOutageOfThePairDelaysAndNeverLosesOrBlocks() {
    ProtectedServer server = servers("north", 1).getFirst();
    String second = PACK.replace("00000000-0000", "00000001-0000");
    put(server, PACK);
    put(server, manifestOf(PACK));
    await()
        .untilAsserted(
            () -> {
              lookAt(List.of(server));
              has(server, manifestOf(PACK));
              assertThat(regions.copied.get(server.id())).hasSize(1);
            });
    var refused = new AtomicInteger();
    regions.before(
        "south",
        (verb, argument) -> {
          refused.incrementAndGet();
          throw new StoreUnavailable("South is away", null);
        });

    // A backup comes, another one expires, log is merged, and more comes.
    String merged = LOG.replace("2", "4");
    put(server, second);
    put(server, manifestOf(second));
    put(server, merged);
    regions.of("north").delete(List.of(name(server, LOG)));
    regions.of("north").delete(List.of(name(server, manifestOf(PACK)), name(server, PACK)));
    now.set(now.get().plusSeconds(600));
    await()
        .until(
            () -> {
              lookAt(List.of(server));
              return refused.get() >= 3;
            });
    assertThat(regions.names("south", server.id())).contains(name(server, LOG)).hasSize(4);
    CopyLag lag = schedule.lags().get(server.id());
    assertThat(lag.bytes()).isPositive();
    assertThat(lag.age(now.get())).isEqualTo(Duration.ofSeconds(600));

    regions.before("south", (verb, argument) -> {});
    await()
        .untilAsserted(
            () -> {
              lookAt(List.of(server));
              assertThat(regions.copied.get(server.id())).hasSize(2);
              assertThat(regions.names("south", server.id()))
                  .containsAll(regions.names("north", server.id()))
                  .contains(name(server, PACK))
                  .doesNotContain(name(server, LOG));
              assertThat(schedule.lags().get(server.id()))
                  .isEqualTo(new CopyLag(0, now.get(), now.get()));
            });
  }

  @Test
  void theLagOfEachServerIsKnownFromTheStart() {
    List<ProtectedServer> six = servers("north", 6);
    regions.close("south", true);
    lookAt(six);
    assertThat(schedule.lags().keySet()).isEqualTo(ids(six));
    regions.close("south", false);
    await()
        .untilAsserted(
            () -> {
              lookAt(six);
              six.forEach(this::isCopied);
            });
  }

  @Test
  void aRegionThatIsAwayKeepsNobodyFromAnotherOne() {
    List<ProtectedServer> away = servers("north", 20);
    var hanging = new AtomicInteger();
    var gate = new Semaphore(0);
    regions.before(
        "south",
        (verb, argument) -> {
          hanging.incrementAndGet();
          gate.acquireUninterruptibly();
        });
    lookAt(away);
    await().until(() -> hanging.get() == 8);
    List<ProtectedServer> other = servers("east", 1);
    lookAt(other);
    await().untilAsserted(() -> isCopied(other.getFirst()));
    gate.release(1 << 20);
  }

  @Test
  void whereNoRegionIsPairedThereIsNothingToDo() {
    List<ProtectedServer> alone = servers("island", 1);
    lookAt(alone);
    assertThat(schedule.lags()).isEmpty();
  }

  @Test
  void aCopyThatIsNotWantedAnyMoreGoes() {
    ProtectedServer server = servers("north", 1).getFirst();
    copyOf(server);
    schedule.look(server, false);
    assertThat(schedule.lags()).isEmpty();
    regions.wanted.clear();
    awaitGone(server, false);
  }

  @Test
  void nothingIsCopiedOrRemovedOfAServerThatOnlyItsArchiveTellsOf() {
    List<ProtectedServer> both = servers("north", 2);
    both.forEach(this::copyOf);
    schedule.keep(id -> false);
    regions.wanted.clear();
    ProtectedServer found = server(0, "north", ProtectionState.FOUND);
    schedule.look(found, true);
    assertThat(schedule.lags()).isEmpty();
    schedule.look(found, false);
    awaitGone(both.getLast(), false);
    has(found, LOG);
  }

  @Test
  void theCopyOfADroppedServerGoesOnceNothingOfItIsPromised() {
    ProtectedServer server = servers("north", 1).getFirst();
    copyOf(server);
    regions.of("north").delete(regions.names("north", server.id()));
    lookAt(List.of(server(0, "north", ProtectionState.ENDED)));
    assertThat(schedule.lags()).containsOnlyKeys(server.id());
    assertThat(regions.names("south", server.id())).isNotEmpty();

    regions.wanted.clear();
    awaitGone(server(0, "north", ProtectionState.REMOVED), true);
    assertThat(schedule.lags()).isEmpty();
  }

  /** To look whether it is costs more than can be done every second. */
  @Test
  void aCopyThatIsNeededStaysAndIsLookedAtAMinuteLater() {
    ProtectedServer server = servers("north", 1).getFirst();
    copyOf(server);
    var looks = new AtomicInteger();
    regions.beforeWithdrawal =
        () -> {
          if (looks.incrementAndGet() <= 2) {
            throw new CopyNeeded("The archive has lost a backup");
          }
        };
    regions.wanted.clear();
    await()
        .until(
            () -> {
              schedule.look(server, false);
              return looks.get() == 1;
            });
    for (int look = 0; look < 100; look++) {
      schedule.look(server, false);
    }
    assertThat(looks).hasValue(1);
    assertThat(regions.names("south", server.id())).isNotEmpty();

    for (int minute = 2; minute <= 3; minute++) {
      now.updateAndGet(time -> time.plusSeconds(60));
      int wanted = minute;
      await()
          .until(
              () -> {
                schedule.look(server, false);
                return looks.get() == wanted;
              });
    }
    awaitGone(server, false);
  }

  @Test
  void whatIsWantedAgainWhileItIsRemovedIsCopiedAgain() {
    ProtectedServer server = servers("north", 1).getFirst();
    copyOf(server);
    var gate = new Semaphore(0);
    var removals = new AtomicInteger();
    regions.beforeWithdrawal =
        () -> {
          removals.incrementAndGet();
          gate.acquireUninterruptibly();
        };
    regions.wanted.clear();
    await()
        .until(
            () -> {
              schedule.look(server, false);
              return removals.get() == 1;
            });

    regions.wanted.add(server.id());
    schedule.look(server, true);
    gate.release(2);
    await().until(() -> regions.names("south", server.id()).isEmpty());
    copyOf(server);
    assertThat(removals).hasValue(1);

    regions.wanted.clear();
    awaitGone(server, false);
    assertThat(removals).hasValue(2);
  }

  private List<ProtectedServer> servers(String region, int count) {
    List<ProtectedServer> servers =
        IntStream.range(0, count)
            .mapToObj(number -> server(region.equals("north") ? number : 100 + number, region))
            .toList();
    for (ProtectedServer server : servers) {
      put(server, "key.json");
      put(server, LOG);
      regions.wanted.add(server.id());
    }
    return servers;
  }

  private void put(ProtectedServer server, String name) {
    regions.of(server.region()).putIfAbsent(name(server, name), Content.of(new byte[5]));
  }

  private static String name(ProtectedServer server, String name) {
    return "servers/" + server.id() + "/" + name;
  }

  private static String manifestOf(String pack) {
    return pack.replace("pack-000000", "manifest");
  }

  private void has(ProtectedServer server, String name) {
    assertThat(regions.names("south", server.id())).contains(name(server, name));
  }

  private void lookAt(List<ProtectedServer> servers) {
    servers.forEach(server -> schedule.look(server, true));
  }

  private void copyOf(ProtectedServer server) {
    await()
        .untilAsserted(
            () -> {
              schedule.look(server, true);
              isCopied(server);
            });
  }

  private void awaitGone(ProtectedServer server, boolean redundant) {
    await()
        .until(
            () -> {
              schedule.look(server, redundant);
              return regions.names("south", server.id()).isEmpty();
            });
  }

  private void isCopied(ProtectedServer server) {
    assertThat(regions.names(regions.pairedWith(server).orElseThrow(), server.id()))
        .hasSize(2)
        .isEqualTo(regions.names(server.region(), server.id()));
  }

  private static Set<UUID> ids(List<ProtectedServer> servers) {
    return servers.stream().map(ProtectedServer::id).collect(Collectors.toUnmodifiableSet());
  }
}

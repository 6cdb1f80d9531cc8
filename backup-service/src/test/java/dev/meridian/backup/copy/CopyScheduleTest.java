package dev.meridian.backup.copy;

import static dev.meridian.backup.copy.TwoRegions.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.repository.store.Content;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyScheduleTest {

  private final TwoRegions regions = new TwoRegions();
  private final CopySchedule schedule = new CopySchedule(regions, Clock.systemUTC());

  @AfterEach
  void stop() {
    schedule.stop();
  }

  @Test
  void whoeverWaitsForAPlaceGetsOneBeforeTheOthersGetTheirNext() {
    List<ProtectedServer> six = servers("north", 6);
    Set<String> begun = ConcurrentHashMap.newKeySet();
    var gate = new Semaphore(0);
    regions.before(
        "north",
        (verb, argument) -> {
          if (verb.equals("listAll") && begun.add(argument.toString())) {
            gate.acquireUninterruptibly();
          }
        });

    lookAt(six);
    lookAt(six);
    await().until(() -> begun.size() == 4);
    gate.release(4);

    await().until(() -> begun.size() == 6);
    gate.release(2);
    await().untilAsserted(() -> six.forEach(this::isCopied));
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
    await().until(() -> hanging.get() == 4);
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

  @Test
  void whatIsWantedAgainWhileItIsRemovedIsCopiedAgain() {
    ProtectedServer server = servers("north", 1).getFirst();
    copyOf(server);
    var gate = new Semaphore(0);
    var removals = new AtomicInteger();
    regions.afterWithdrawal =
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
    assertThat(regions.names("south", server.id())).isEmpty();
    gate.release();

    copyOf(server);
    assertThat(removals).hasValue(1);
  }

  private List<ProtectedServer> servers(String region, int count) {
    List<ProtectedServer> servers =
        IntStream.range(0, count)
            .mapToObj(number -> server(region.equals("north") ? number : 100 + number, region))
            .toList();
    for (ProtectedServer server : servers) {
      put(server, "key.json");
      put(server, "wal/00000001/0000000000000001-0000000000000002");
      regions.wanted.add(server.id());
    }
    return servers;
  }

  private void put(ProtectedServer server, String name) {
    regions
        .of(server.region())
        .putIfAbsent("servers/" + server.id() + "/" + name, Content.of(new byte[5]));
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

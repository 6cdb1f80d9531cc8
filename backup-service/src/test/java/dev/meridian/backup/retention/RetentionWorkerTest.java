package dev.meridian.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.copy.BackupCopied;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionChanged;
import dev.meridian.repository.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RetentionWorkerTest {

  private final ProtectedServer shop = server("shop");
  private final ProtectedServer ledger = server("ledger");
  private final Set<UUID> ours = ConcurrentHashMap.newKeySet();
  private final Set<UUID> away = ConcurrentHashMap.newKeySet();
  private final Set<UUID> behind = ConcurrentHashMap.newKeySet();
  private final List<String> looks = new CopyOnWriteArrayList<>();

  private RetentionWorker worker(Duration checkEvery) {
    ours.addAll(List.of(shop.id(), ledger.id()));
    return new RetentionWorker(
        () -> List.of(shop, ledger), ours::contains, this::expire, checkEvery);
  }

  private boolean expire(ProtectedServer server) {
    looks.add(server.name());
    if (away.contains(server.id())) {
      throw new StoreUnavailable("The region is away", null);
    }
    return !behind.contains(server.id());
  }

  private void change(RetentionWorker worker, ProtectedServer server) {
    int before = looks.size();
    worker.on(new ProtectionChanged(server.id()));
    await().until(() -> looks.size() > before);
  }

  @Test
  void everyServerIsLookedAtOnceARound() {
    RetentionWorker worker = worker(Duration.ofDays(1));
    worker.look();
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger");
  }

  @Test
  void theNextRoundLooksAtAllAgain() {
    RetentionWorker worker = worker(Duration.ZERO);
    worker.look();
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger", "shop", "ledger");
  }

  @Test
  void aChangeIsLookedAtAtOnceAndThatServerOnly() {
    RetentionWorker worker = worker(Duration.ofDays(1));
    worker.look();
    change(worker, ledger);
    assertThat(looks).containsExactly("shop", "ledger", "ledger");
  }

  @Test
  void aCopyThatGotABackupIsLookedAtAtOnceAndThatServerOnly() {
    RetentionWorker worker = worker(Duration.ofDays(1));
    behind.add(ledger.id());
    worker.look();
    behind.clear();
    worker.on(new BackupCopied(ledger.id()));
    await().until(() -> looks.size() == 3);
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger", "ledger");
  }

  @Test
  void whatFailsIsTriedAgainAndKeepsNobodyWaiting() {
    RetentionWorker worker = worker(Duration.ofDays(1));
    away.add(shop.id());
    worker.look();
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger", "shop");
    away.clear();
    worker.look();
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger", "shop", "shop");
  }

  @Test
  void whatCannotBeDoneYetIsTriedAgain() {
    RetentionWorker worker = worker(Duration.ofDays(1));
    behind.add(ledger.id());
    worker.look();
    worker.look();
    behind.clear();
    worker.look();
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger", "ledger", "ledger");
  }

  @Test
  void aChangeThatComesWhileNobodyOwnsTheServerIsLookedAtByItsNextOwner() {
    RetentionWorker worker = worker(Duration.ofDays(1));
    worker.look();
    ours.remove(shop.id());
    worker.on(new ProtectionChanged(shop.id()));
    worker.look();
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger");
    ours.add(shop.id());
    worker.look();
    assertThat(looks).containsExactly("shop", "ledger", "shop");
  }

  private static ProtectedServer server(String name) {
    return ProtectedServer.provisioned(
        UUID.randomUUID(), name, "north", "127.0.0.1", 5432, "18.6", "7", 1, Instant.EPOCH);
  }
}

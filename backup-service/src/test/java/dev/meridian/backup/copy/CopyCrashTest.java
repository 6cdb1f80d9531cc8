package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The copy dies at every call of either store there is, and the next one goes on, or the same one
 * does when its store is back.
 */
class CopyCrashTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Lsn START = new Lsn(0x3000000);
  private static final int PIECE = 1000;

  private final RepositoryKey key = RepositoryKey.generate();
  private MemoryStore from = new MemoryStore();
  private MemoryStore to = new MemoryStore();
  private int calls;
  private int dyingAt;
  private @Nullable ArchiveCopy copying;

  @ParameterizedTest
  @CsvSource({
    "true,true,true",
    "true,true,false",
    "true,false,true",
    "true,false,false",
    "false,true,true",
    "false,true,false",
    "false,false,true",
    "false,false,false"
  })
  void whatIsVisibleIsCompleteAndTheNextRunBringsTheRest(
      boolean copysStore, boolean withEffect, boolean sameProcess) {
    for (int at = 1; ; at++) {
      from = new MemoryStore();
      to = new MemoryStore();
      Repository.create(to, key);
      ServerArchive archive = Repository.create(from, key).server(SERVER);
      UUID full = take(archive, null);
      append(archive, 0, 20);
      calls = 0;
      dyingAt = at;
      copying = null;

      boolean died = dies(copysStore, withEffect, sameProcess);
      isComplete();

      // Pieces are merged, and a backup is built upon the first one, before the next attempt.
      append(archive, 20, 40);
      take(archive, full);
      died |= dies(copysStore, withEffect, sameProcess);
      isComplete();

      dyingAt = Integer.MAX_VALUE;
      bringUpToDate(sameProcess ? copying : copy(from, to));
      isComplete();
      assertThat(names(to)).containsAll(names(from));
      if (!sameProcess) {
        // Who never heard that a part was copied finds it when it lists the copy again.
        assertThat(logs(to)).isEqualTo(logs(from));
      }
      assertThat(copied().backups()).isEqualTo(archive.backups());
      if (!died) {
        return;
      }
    }
  }

  private boolean dies(boolean copysStore, boolean withEffect, boolean sameProcess) {
    if (copying == null || !sameProcess) {
      copying =
          copy(
              copysStore ? from : dying(from, withEffect), copysStore ? dying(to, withEffect) : to);
    }
    try {
      bringUpToDate(copying);
      return false;
    } catch (StoreUnavailable e) {
      return true;
    }
  }

  private static ArchiveCopy copy(Store from, Store to) {
    return new ArchiveCopy(
        () -> from, () -> to, SERVER, new ReentrantLock(), Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private static void bringUpToDate(ArchiveCopy copy) {
    copy.bringLogUpToDate();
    copy.bringBackupsUpToDate();
  }

  private ServerArchive copied() {
    return Repository.open(to, key).server(SERVER);
  }

  private void isComplete() {
    assertThat(copied().verify()).isEmpty();
    for (BackupSummary backup : copied().backups()) {
      assertThat(copied().wal().coverage().ranges())
          .anyMatch(range -> !range.end().isBefore(backup.facts().stop()));
    }
  }

  /** Dies at the call: it fails, before or after it had its effect, as all after it do. */
  private Store dying(Store real, boolean withEffect) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              calls++;
              if (calls == dyingAt && withEffect) {
                call(real, method, arguments);
              }
              if (calls >= dyingAt) {
                throw new StoreUnavailable("The process is dead", null);
              }
              return call(real, method, arguments);
            });
  }

  private static Object call(Store real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static UUID take(ServerArchive archive, @Nullable UUID base) {
    UUID id =
        new UUID(NOON.toEpochMilli() << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
    try (BackupWriter backup = base == null ? archive.newBackup(id) : archive.newBackup(id, base)) {
      for (int number = 0; number < 3; number++) {
        byte[] content = {(byte) number, (byte) (number == 1 && base != null ? 1 : 0)};
        backup.beginFile(new FileHeader("file" + number, 0, content.length, 0600, NOON));
        backup.write(content, 0, content.length);
        backup.endFile();
      }
      backup.complete(
          new BackupFacts(
              "daily", "18.6", 7, 16 << 20, 1, START, START.plus(100), NOON.minusSeconds(1), NOON));
    }
    return id;
  }

  private static void append(ServerArchive archive, int first, int end) {
    try (var log = archive.walWriter()) {
      for (int piece = first; piece < end; piece++) {
        log.append(1, START.plus((long) piece * PIECE), new byte[PIECE], List.of());
      }
    }
  }

  private static List<String> logs(Store store) {
    return names(store).stream().filter(name -> name.contains("/wal/")).toList();
  }

  private static List<String> names(Store store) {
    return store.listAll("servers/").stream().map(StoredObject::name).sorted().toList();
  }
}

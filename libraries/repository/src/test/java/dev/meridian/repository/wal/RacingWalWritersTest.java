package dev.meridian.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.UnreliableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two instances at once that both take a server's log for theirs, with a store that fails. */
class RacingWalWritersTest {

  private static final int WRITERS = 2;

  @Test
  void neitherLoseNorSpoilAnyOfIt() throws Exception {
    var start = new Lsn(0x300_0000 - 20_000);
    SampleWal wal = SampleWal.random(new Random(3), start, 1500, 12, false);
    var store = new MemoryStore();
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int number = 0; number < WRITERS; number++) {
      var random = new Random(number);
      Store unreliable = new UnreliableStore(store, new Random(number), 0.1, 0);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      sendAll(wal, start, random, unreliable);
                    } catch (Throwable e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    holdsAll(store, wal, start);
  }

  private static void sendAll(SampleWal wal, Lsn start, Random random, Store store) {
    boolean done = false;
    while (!done) {
      try (var writer = SampleWal.writer(store)) {
        Lsn from = writer.end(1).orElse(start);
        while (from.isBefore(wal.end())) {
          Lsn to = from.plus(1 + random.nextInt(300));
          to = to.isBefore(wal.end()) ? to : wal.end();
          wal.append(writer, 1, from, to);
          from = to;
        }
        done = true;
      } catch (RepositoryException e) {
        assertThat(e.retryable() || e.code().equals("object-missing")).isTrue();
      }
    }
  }

  private static void holdsAll(Store store, SampleWal wal, Lsn start) throws Exception {
    WalArchive archive = SampleWal.archive(store);
    assertThat(archive.coverage().ranges()).containsExactly(new WalRange(1, start, wal.end()));
    assertThat(archive.read(1, start, wal.end()).readAllBytes())
        .isEqualTo(SampleWal.bytes(start, wal.end()));
    assertThat(archive.transactionEnds(SampleWal.LINE, start, wal.end()))
        .isEqualTo(wal.endsIn(start, wal.end()));
    assertThat(archive.verify()).isEmpty();
  }
}

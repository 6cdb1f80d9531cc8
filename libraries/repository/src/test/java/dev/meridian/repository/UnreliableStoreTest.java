package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.UnreliableStore;
import dev.meridian.repository.store.WrappedStore;
import dev.meridian.repository.wal.WalRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day with a store that fails one call in ten, or is slow: everyone just tries again. */
class UnreliableStoreTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final RepositoryKey KEY = RepositoryKey.generate();
  private static final Lsn START = new Lsn(0x2000000);
  private static final int PIECE = 5000;

  private final MemoryStore store = new MemoryStore();
  private Lsn archived = START;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingThatWasAcknowledgedIsMissingWhenOneCallInTenFails(long seed) throws Exception {
    var unreliable = new UnreliableStore(store, new Random(seed), 0.1, 0);
    liveThrough(unreliable);
    assertThat(unreliable.faults()).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(longs = 1_000_000)
  void nothingThatWasAcknowledgedIsMissingWhenEveryCallIsSlow(long nanos) throws Exception {
    liveThrough(new UnreliableStore(store, new Random(), 0, nanos));
  }

  /** Half a manifest of more than a chunk is read, and then no more. */
  @Test
  void aReadThatBreaksOffIsNotTakenForDamage() {
    ServerArchive archive = Repository.create(store, KEY).server(SERVER);
    UUID id;
    try (BackupWriter backup = archive.newBackup()) {
      id = backup.id();
      for (int number = 0; number < 6000; number++) {
        SampleBackups.addFile(backup, "base/5/" + number, new byte[0]);
      }
      backup.complete(SampleBackups.facts());
    }
    String manifest = "servers/" + SERVER + "/backups/" + id + "/manifest";
    long half = store.size(manifest).orElseThrow() - 100;
    var breaking =
        new WrappedStore(store) {
          @Override
          protected <T> T call(Supplier<T> real, Runnable part) {
            return real.get();
          }

          @Override
          public InputStream read(String name, long offset, long length) {
            return name.equals(manifest) && length > half
                ? new SequenceInputStream(super.read(name, offset, half), new BrokenStream())
                : super.read(name, offset, length);
          }
        };

    assertThatThrownBy(() -> Repository.open(breaking, KEY).server(SERVER).openBackup(id))
        .isInstanceOf(StoreUnavailable.class);
  }

  private static final class BrokenStream extends InputStream {

    @Override
    public int read() throws IOException {
      throw new IOException("Connection reset");
    }
  }

  private void liveThrough(Store unreliable) throws Exception {
    Repository repository = again(() -> Repository.openOrCreate(unreliable, KEY));
    List<BackupSummary> taken = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      int number = round;
      for (int piece = 0; piece < 12; piece++) {
        append(repository);
      }
      taken.add(again(() -> take(repository, number)));
      if (round == 3) {
        BackupSummary oldest = taken.removeFirst();
        again(
            () -> {
              repository.server(SERVER).deleteBackup(oldest.id());
              return 0;
            });
      }
    }
    again(() -> repository.server(SERVER).removeIncomplete(Duration.ofSeconds(-10)));

    ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
    // Its log is made up, without PostgreSQL's records.
    assertThat(reopened.verify()).extracting(Finding::code).containsOnly("wal-corrupt");
    assertThat(reopened.backups()).containsAll(taken);
    assertThat(reopened.wal().coverage().ranges())
        .containsExactly(new WalRange(1, START, archived));
    assertThat(reopened.wal().read(1, START, archived).readAllBytes())
        .isEqualTo(bytes(START, archived));
  }

  /** As a receiver does: after a failure a new writer goes on where the archive ends. */
  private void append(Repository repository) {
    archived =
        again(
            () -> {
              try (var writer = repository.server(SERVER).walWriter()) {
                Lsn from = writer.end(1).orElse(START);
                assertThat(from).isGreaterThanOrEqualTo(archived);
                Lsn to = archived.plus(PIECE);
                return from.isBefore(to)
                    ? writer.append(1, from, bytes(from, to), List.of())
                    : from;
              }
            });
  }

  private static BackupSummary take(Repository repository, int number) {
    return SampleBackups.take(
        repository.server(SERVER),
        Map.of("large", new byte[3 << 20], "number", new byte[] {(byte) number}),
        SampleBackups.facts());
  }

  private static <T> T again(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (RepositoryException e) {
        if (!e.retryable() || attempt == 100) {
          throw e;
        }
      }
    }
  }

  private static byte[] bytes(Lsn from, Lsn to) {
    byte[] bytes = new byte[(int) to.minus(from)];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) ((from.position() + at) * 31 >>> 2);
    }
    return bytes;
  }
}

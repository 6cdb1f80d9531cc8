package dev.meridian.repository.wal;

import static dev.meridian.repository.wal.SampleWal.LINE;
import static dev.meridian.repository.wal.SampleWal.archive;
import static dev.meridian.repository.wal.SampleWal.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.store.MemoryStore;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two instances that both think they own a server write the same log, each at its own pace. */
class TwoWalWritersTest {

  /** Shortly before a span's border, so that both writers merge by number and by span. */
  private static final Lsn START = new Lsn(0x300_0000 - 3000);

  private final MemoryStore store = new MemoryStore();

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverEitherOfThemAcknowledgedIsThereOnce(long seed) throws Exception {
    var random = new Random(seed);
    SampleWal wal = SampleWal.random(random, START, 200, 12, random.nextBoolean());
    var writers = new Writing[] {new Writing(wal), new Writing(wal)};
    Lsn acknowledged = START;
    while (acknowledged.isBefore(wal.end())) {
      Writing writing = writers[random.nextInt(2)];
      if (random.nextInt(40) == 0) {
        writing.beginAgain();
      }
      Lsn safe = writing.append(1 + random.nextInt(250));
      acknowledged = acknowledged.isBefore(safe) ? safe : acknowledged;

      assertThat(archive(store).coverage().ranges())
          .containsExactly(new WalRange(1, START, acknowledged));
    }
    for (Writing writing : writers) {
      while (writing.position.isBefore(wal.end())) {
        writing.append(100);
      }
    }
    WalArchive archive = archive(store);
    assertThat(archive.read(1, START, wal.end()).readAllBytes()).isEqualTo(bytes(START, wal.end()));
    assertThat(archive.transactionEnds(LINE, START, wal.end())).isEqualTo(wal.ends());
    for (int search = 0; search < 20; search++) {
      TransactionEnd at = wal.ends().get(random.nextInt(200));
      Instant target = at.at().plusNanos(random.nextInt(3) - 1L);
      assertThat(archive.resolve(LINE, START, target))
          .isEqualTo(wal.resolve(START, wal.end(), target));
    }
    assertThat(archive.verify()).isEmpty();
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  private final class Writing {

    private final SampleWal wal;
    private WalArchiveWriter writer = SampleWal.writer(store);
    private Lsn position = START;

    Writing(SampleWal wal) {
      this.wal = wal;
    }

    /** As another instance would: where the archive ends. */
    void beginAgain() {
      writer = SampleWal.writer(store);
      position = writer.end(1).orElse(START);
    }

    Lsn append(int length) {
      Lsn to = position.plus(length).isBefore(wal.end()) ? position.plus(length) : wal.end();
      if (position.isBefore(to)) {
        wal.append(writer, 1, position, to);
        position = to;
      }
      return position;
    }
  }
}

package dev.meridian.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.store.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WalArchivePropertyTest {

  @ParameterizedTest
  @MethodSource("seeds")
  void everyTargetIsResolvedAsReplayWouldResolveIt(long seed) throws Exception {
    var random = new Random(seed);
    boolean clockJumps = random.nextBoolean();
    int count = 1 + random.nextInt(200);
    int longestPiece = 60 + random.nextInt(1941);
    var store = new MemoryStore();
    // Some begin shortly before the border of a span.
    var start = new Lsn(0x300_0000 - 8L * random.nextInt(1000));
    SampleWal wal = SampleWal.random(random, start, count, 12, clockJumps);
    try (var writer = SampleWal.writer(store)) {
      wal.appendInPieces(writer, random, start, longestPiece);
    }
    WalArchive archive = SampleWal.archive(store);

    assertThat(archive.read(1, start, wal.end()).readAllBytes())
        .isEqualTo(SampleWal.bytes(start, wal.end()));
    for (int search = 0; search < 20; search++) {
      TransactionEnd at = wal.ends().get(random.nextInt(count));
      Instant target = at.at().plusNanos(random.nextInt(3) - 1L);
      Lsn from = random.nextBoolean() ? start : wal.ends().get(random.nextInt(count)).start();

      assertThat(archive.resolve(SampleWal.LINE, from, target))
          .isEqualTo(wal.resolve(from, wal.end(), target));
    }
    for (int search = 0; search < 20; search++) {
      Lsn from = start.plus(random.nextLong(wal.end().minus(start)));
      Lsn to = from.plus(1 + random.nextLong(wal.end().minus(from)));

      assertThat(archive.latestEnd(1, from, to)).isEqualTo(wal.latestEnd(from, to));
      List<TransactionEnd> commits = wal.commitsWithin(from, to);
      assertThat(archive.firstCommit(SampleWal.LINE, from, to))
          .isEqualTo(commits.stream().findFirst());
      assertThat(archive.lastCommit(SampleWal.LINE, from, to))
          .isEqualTo(commits.reversed().stream().findFirst());
      assertThat(archive.commits(SampleWal.LINE, from, to, count)).isEqualTo(commits);
    }
    assertThat(archive.verify()).isEmpty();
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }
}

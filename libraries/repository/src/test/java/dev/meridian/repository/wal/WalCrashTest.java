package dev.meridian.repository.wal;

import static dev.meridian.repository.wal.SampleWal.LINE;
import static dev.meridian.repository.wal.SampleWal.archive;
import static dev.meridian.repository.wal.SampleWal.bytes;
import static dev.meridian.repository.wal.SampleWal.writer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.RepositoryException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WalCrashTest {

  /** Shortly before a span's border, so that merging by number and by span both happen. */
  private static final Lsn START = new Lsn(0x300_0000 - 3000);

  private static final int PIECE = 80;
  private static final int PIECES = 45;
  private final SampleWal wal = SampleWal.random(new Random(9), START, 80, 6, false);

  @ParameterizedTest
  @EnumSource
  void whereverItStopsWhatWasAcknowledgedIsThereAndItGoesOn(FaultyStore.Fault fault)
      throws Exception {
    long calls = appendAll(new MemoryStore(), Long.MAX_VALUE, fault).calls();
    assertThat(calls).isGreaterThan(PIECES);
    for (long call = 1; call <= calls; call++) {
      var store = new MemoryStore();
      Run run = appendAll(store, call, fault);

      if (START.isBefore(run.acknowledged())) {
        assertThat(archive(store).read(1, START, run.acknowledged()).readAllBytes())
            .as("acknowledged before the %s at call %d", fault, call)
            .isEqualTo(bytes(START, run.acknowledged()));
      }
      assertThat(archive(store).verify()).isEmpty();

      Lsn end = appendAll(store, Long.MAX_VALUE, fault).acknowledged();
      assertThat(archive(store).coverage().ranges())
          .as("after the %s at call %d", fault, call)
          .containsExactly(new WalRange(1, START, end));
      assertThat(archive(store).read(1, START, end).readAllBytes()).isEqualTo(bytes(START, end));
      assertThat(archive(store).transactionEnds(LINE, START, end))
          .isEqualTo(wal.endsIn(START, end));
      assertThat(archive(store).verify()).isEmpty();
      // The finished span is one object, whatever was left behind; the pieces after it are eight.
      assertThat(store.list("servers/one/wal/00000001/").objects()).hasSize(1 + 8);
    }
  }

  private record Run(Lsn acknowledged, long calls) {}

  private Run appendAll(MemoryStore store, long call, FaultyStore.Fault fault) {
    var faulty = new FaultyStore(store).at(call, fault);
    Lsn acknowledged = START;
    try (var writer = writer(faulty)) {
      for (int piece = 0; piece < PIECES; piece++) {
        Lsn from = START.plus((long) PIECE * piece);
        wal.append(writer, 1, from, from.plus(PIECE));
        acknowledged = from.plus(PIECE);
      }
    } catch (RepositoryException e) {
      assertThat(e.retryable()).isTrue();
    }
    return new Run(acknowledged, faulty.calls());
  }
}

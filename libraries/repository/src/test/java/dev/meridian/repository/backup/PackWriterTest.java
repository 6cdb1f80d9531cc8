package dev.meridian.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.WrappedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PackWriterTest {

  private static final long PACK_BYTES = (long) PackWriter.CHUNKS_PER_PACK * Sealing.CHUNK_BYTES;

  private final BackupNames names = new BackupNames("server/backups/");
  private final UUID backup = UUID.randomUUID();
  private final byte[] chunk = new byte[Sealing.CHUNK_BYTES];
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /** What happens after an object was written and before that is told. */
  private interface MakingDurable {
    void of(String name) throws Exception;
  }

  private PackWriter writer(MakingDurable making) {
    var store =
        new WrappedStore(new MemoryStore()) {

          @Override
          protected <T> T call(Supplier<T> real, Runnable part) {
            return real.get();
          }

          @Override
          public boolean putIfAbsent(String name, Content content) {
            begun.incrementAndGet();
            try {
              boolean created = super.putIfAbsent(name, content);
              making.of(name);
              return created;
            } catch (Exception e) {
              throw new StoreUnavailable("Could not put", e);
            } finally {
              ended.incrementAndGet();
            }
          }
        };
    return new PackWriter(store, Sealing.plain(1), names, backup, 2);
  }

  private void writeChunks(PackWriter writer, int count) {
    for (int i = 0; i < count; i++) {
      writer.write(chunk, 0, chunk.length, new ExtentList());
    }
  }

  @Test
  void theNextPackIsWrittenWhileOneIsMadeDurable() {
    var both = new CyclicBarrier(2);
    PackWriter writer = writer(name -> both.await(30, TimeUnit.SECONDS));

    writeChunks(writer, 2 * PackWriter.CHUNKS_PER_PACK);

    assertThat(writer.finish())
        .extracting(Pack::number, Pack::size)
        .containsExactly(tuple(0, PACK_BYTES), tuple(1, PACK_BYTES));
  }

  @Test
  void noMoreThanTwoPacksAreUnderWay() throws Exception {
    PackWriter writer = writer(name -> goOn.await());
    Thread writing =
        Thread.ofPlatform().start(() -> writeChunks(writer, 4 * PackWriter.CHUNKS_PER_PACK));

    await()
        .during(Duration.ofMillis(300))
        .until(() -> begun.get() == 2 && writing.getState() == Thread.State.WAITING);

    goOn.countDown();
    writing.join();
    assertThat(writer.finish()).hasSize(4);
  }

  @Test
  void whenItHasStoppedNothingIsWrittenAnyMore() {
    PackWriter writer =
        writer(
            name -> {
              try {
                goOn.await();
              } catch (InterruptedException e) {
                TimeUnit.MILLISECONDS.sleep(200);
              }
            });
    writeChunks(writer, 2 * PackWriter.CHUNKS_PER_PACK + 1);
    await().until(() -> begun.get() == 2);

    writer.stop();

    assertThat(ended).hasValue(2);
  }

  @Test
  void whatOneFailsByIsThrownWhileTheNextIsFilled() {
    PackWriter writer =
        writer(
            name -> {
              if (name.equals(names.pack(backup, 0))) {
                throw new IOException("No room");
              }
            });

    assertThatThrownBy(() -> writeChunks(writer, 2 * PackWriter.CHUNKS_PER_PACK))
        .isInstanceOf(StoreUnavailable.class)
        .hasRootCauseMessage("No room");

    writer.stop();
  }
}

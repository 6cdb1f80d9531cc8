package dev.meridian.repository.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatientStoreTest {

  private static final String LANDMARK = "landmark";
  private static final boolean AWAY = false;
  private static final boolean THERE = true;

  private final MemoryStore kept = new MemoryStore();
  private final Unsteady unsteady = new Unsteady(kept);
  private final AtomicInteger told = new AtomicInteger();

  @BeforeEach
  void fill() {
    kept.putIfAbsent(LANDMARK, Content.of(new byte[1]));
    kept.putIfAbsent("folder/object", Content.of("0123456789".getBytes()));
  }

  private PatientStore patient(Duration limit) {
    return new PatientStore(unsteady, LANDMARK, new Patience(limit, told::incrementAndGet));
  }

  @Test
  void whatFailsAFewTimesIsAnsweredInTheEnd() {
    PatientStore store = patient(Duration.ofMinutes(1));

    unsteady.failing = 3;
    assertThat(store.readBytes("folder/object", 2, 3)).asString().isEqualTo("234");
    unsteady.failing = 3;
    assertThat(store.size("folder/object")).hasValue(10);
    unsteady.failing = 3;
    assertThat(store.list("folder/").objects()).hasSize(1);
    assertThat(unsteady.failing).isZero();
    assertThat(told).hasValue(0);
  }

  @Test
  void aStreamThatBreaksGoesOnWhereItWas() throws IOException {
    unsteady.bytesUntilBreak = 4;

    try (InputStream in = patient(Duration.ofMinutes(1)).read("folder/object", 1, 8)) {
      assertThat(in.readAllBytes()).asString().isEqualTo("12345678");
    }
    assertThat(unsteady.opened).isEqualTo(2);
  }

  @Test
  void nothingIsMissingWhileTheWholeStoreIsAway() {
    assertFoundThough(AWAY, AWAY, AWAY, AWAY);
  }

  @Test
  void nothingIsMissingInAStoreThatComesBackRightBeforeItIsLookedFor() {
    assertFoundThough(AWAY, THERE);
    assertFoundThough(AWAY, THERE, AWAY, AWAY);
  }

  /** Whatever is asked for is found in the end, when that is how the store was at each call. */
  private void assertFoundThough(Boolean... atEachCall) {
    PatientStore store = patient(Duration.ofMinutes(1));
    for (Callable<Object> question :
        List.<Callable<Object>>of(
            () -> new String(store.readBytes("folder/object", 0, 10)),
            () -> store.size("folder/object"),
            () -> store.list("folder/").objects().size())) {
      unsteady.next.addAll(List.of(atEachCall));

      assertThat(ask(question)).isIn("0123456789", OptionalLong.of(10), 1);
      assertThat(unsteady.next).isEmpty();
    }
  }

  @Test
  void whatIsMissingInAStoreThatIsThereIsMissingAtOnce() {
    PatientStore store = patient(Duration.ofMinutes(1));

    assertThatThrownBy(() -> store.read("other", 0, 1)).isInstanceOf(MissingObject.class);
    assertThat(store.size("other")).isEmpty();
    assertThat(store.list("elsewhere/").objects()).isEmpty();
  }

  @Test
  void onceOneHasWaitedInVainNobodyWaitsAnyMoreAndThereIsAReason() {
    PatientStore store = patient(Duration.ofSeconds(3));
    unsteady.failing = Integer.MAX_VALUE;

    assertThatThrownBy(() -> store.size("folder/object"))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("could not be reached for 3 s: The call failed");
    assertThat(told.get()).as("once it had taken a while").isPositive();
    long from = System.nanoTime();
    assertThatThrownBy(() -> store.list("")).isInstanceOf(StoreUnavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whoWaitsIsSeenToAndCanBeInterrupted() throws Exception {
    var waits = new CompletableFuture<Void>();
    var patience = new Patience(Duration.ofMinutes(10), () -> waits.complete(null));
    var store = new PatientStore(unsteady, LANDMARK, patience);
    unsteady.failing = Integer.MAX_VALUE;
    var thrown = new CompletableFuture<Throwable>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    store.size("folder/object");
                  } catch (Throwable e) {
                    thrown.complete(Thread.currentThread().isInterrupted() ? e : null);
                  }
                });
    waits.orTimeout(30, SECONDS).join();
    assertThat(patience.isWaiting()).isTrue();

    waiting.interrupt();

    assertThat(thrown.orTimeout(30, SECONDS).join()).isInstanceOf(CancellationException.class);
    assertThat(patience.isWaiting()).isFalse();
  }

  private static Object ask(Callable<Object> question) {
    try {
      return question.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Fails some calls, has nothing for some, and breaks off streams. */
  private static final class Unsteady extends WrappedStore {

    /** Whether it is there at each of the next calls; after them, it is. */
    private final Queue<Boolean> next = new ArrayDeque<>();

    private int failing;
    private int bytesUntilBreak = Integer.MAX_VALUE;
    private int opened;

    Unsteady(Store store) {
      super(store);
    }

    private boolean isAway() {
      return Objects.equals(next.poll(), AWAY);
    }

    @Override
    protected <T> T call(Supplier<T> real, Runnable part) {
      if (failing > 0) {
        failing--;
        throw new StoreUnavailable("The call failed", null);
      }
      return real.get();
    }

    @Override
    public InputStream read(String name, long offset, long length) {
      if (isAway()) {
        throw new MissingObject(name);
      }
      opened++;
      InputStream whole = super.read(name, offset, length);
      return bytesUntilBreak == Integer.MAX_VALUE ? whole : new Breaking(whole, bytesUntilBreak);
    }

    @Override
    public OptionalLong size(String name) {
      return isAway() ? OptionalLong.empty() : super.size(name);
    }

    @Override
    public Listing list(String folder) {
      return isAway() ? new Listing(List.of(), List.of()) : super.list(folder);
    }
  }

  private static final class Breaking extends InputStream {

    private final InputStream in;
    private int left;

    Breaking(InputStream in, int bytes) {
      this.in = in;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        throw new IOException("The connection broke");
      }
      left--;
      return in.read();
    }
  }
}

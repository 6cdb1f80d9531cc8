package dev.meridian.host.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WatchesTest {

  private static final UUID SERVER = UUID.randomUUID();

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void whereOneEndedByAnErrorAnotherOneFollows() {
    Watches watches =
        watches(
            _ -> {
              throw new NoClassDefFoundError("A test's");
            });

    await()
        .until(
            () -> {
              watches.wake(SERVER);
              return begun.get() > 1;
            });
  }

  @Test
  void aSignalThatComesWhileOneEndsIsNotLost() {
    Watches watches =
        watches(
            watch -> {
              if (runs.get() == 1) {
                watch.signal();
              }
            });

    watches.wake(SERVER);

    await().until(() -> runs.get() == 2);
    assertThat(begun).hasValue(1);
  }

  private Watches watches(Consumer<Watches.Watch> work) {
    return new Watches(
        _ -> {
          begun.incrementAndGet();
          return new Running(work);
        });
  }

  private final class Running implements Watches.Watch {

    private final Semaphore signals = new Semaphore(0);
    private final Consumer<Watches.Watch> work;

    Running(Consumer<Watches.Watch> work) {
      this.work = work;
    }

    @Override
    public void signal() {
      signals.release();
    }

    @Override
    public boolean isSignalled() {
      return signals.availablePermits() > 0;
    }

    @Override
    public void run() {
      signals.drainPermits();
      runs.incrementAndGet();
      work.accept(this);
    }
  }
}

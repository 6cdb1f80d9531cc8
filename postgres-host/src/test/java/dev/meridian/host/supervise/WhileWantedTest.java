package dev.meridian.host.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WhileWantedTest {

  @Test
  void anErrorOfTheWorkIsThrownAsItIs() {
    Supplier<String> work =
        () -> {
          throw new NoClassDefFoundError("A test's");
        };

    assertThatThrownBy(() -> WhileWanted.run(() -> false, () -> {}, work))
        .isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void theWorkIsNotLeftAloneWhenNobodyCanTellWhetherItIsWanted() {
    CountDownLatch asked = new CountDownLatch(2);
    BooleanSupplier unwanted =
        () -> {
          asked.countDown();
          throw new NoClassDefFoundError("A test's");
        };

    assertThat(WhileWanted.run(unwanted, () -> {}, () -> isOpenAfter(asked))).isTrue();
  }

  @Test
  void whatIsUnwantedIsInterruptedAndFreedUntilItEnds() {
    CountDownLatch freed = new CountDownLatch(2);
    AtomicBoolean interrupted = new AtomicBoolean();
    Supplier<Boolean> work =
        () -> {
          interrupted.set(!isOpenAfter(new CountDownLatch(1)));
          return isOpenAfter(freed);
        };
    Runnable free =
        () -> {
          freed.countDown();
          throw new NoClassDefFoundError("A test's");
        };

    assertThat(WhileWanted.run(() -> true, free, work)).isTrue();
    assertThat(interrupted).isTrue();
  }

  /** Waits for it; whether that wasn't interrupted. */
  private static boolean isOpenAfter(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}

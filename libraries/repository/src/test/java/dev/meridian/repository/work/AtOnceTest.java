package dev.meridian.repository.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AtOnceTest {

  private static final List<Integer> MANY =
      IntStream.range(0, 3 * AtOnce.MOST + 1).boxed().toList();

  @Test
  void answersComeInTheOrderOfTheQuestions() {
    assertThat(AtOnce.ask(MANY, each -> each + 1))
        .isEqualTo(MANY.stream().map(x -> x + 1).toList());
    assertThat(AtOnce.ask(List.of(), each -> each)).isEmpty();
  }

  @Test
  void soManyAreUnderWayAtATimeAndNoMore() {
    var all = new CountDownLatch(AtOnce.MOST);
    var underWay = new AtomicInteger();
    List<Integer> most =
        AtOnce.ask(
            MANY.subList(0, 2 * AtOnce.MOST),
            each -> {
              int now = underWay.incrementAndGet();
              all.countDown();
              await(all);
              underWay.decrementAndGet();
              return now;
            });

    assertThat(most).allMatch(count -> count <= AtOnce.MOST);
  }

  /** Not for ever: then it is that too few are under way. */
  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Too few are under way at a time");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theFirstFailureIsThrownAsItWas() {
    assertThatThrownBy(
            () ->
                AtOnce.ask(
                    MANY,
                    each -> {
                      if (each >= 7) {
                        throw new IllegalArgumentException("number " + each);
                      }
                      return each;
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number 7");
  }
}

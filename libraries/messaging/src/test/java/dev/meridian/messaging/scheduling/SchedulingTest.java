package dev.meridian.messaging.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;

class SchedulingTest {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  SchedulingAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
          .withPropertyValues("spring.threads.virtual.enabled=true");

  static final class Work {

    final CountDownLatch atWork = new CountDownLatch(1);
    final CountDownLatch hold = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final AtomicInteger others = new AtomicInteger();

    @Scheduled(fixedDelay = 1)
    void takesHours() {
      atWork.countDown();
      try {
        hold.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        Thread.currentThread().interrupt();
      }
    }

    @Scheduled(fixedDelay = 1)
    void isQuick() throws InterruptedException {
      atWork.await();
      others.incrementAndGet();
    }
  }

  static final class Failing {

    final AtomicInteger failures = new AtomicInteger();

    @Scheduled(initialDelay = 1, fixedDelay = 50)
    void fails() {
      failures.incrementAndGet();
      throw new IllegalStateException("Once more");
    }
  }

  @Test
  void aTaskThatTakesHoursKeepsNoOtherWaiting() {
    service
        .withBean(Work.class)
        .run(
            context -> {
              Work work = context.getBean(Work.class);
              await().until(() -> work.others.get() >= 3);
              assertThat(work.hold.getCount()).isOne();
              work.hold.countDown();
            });
  }

  @Test
  void aTaskThatFailsIsRunAgain() {
    service
        .withBean(Failing.class)
        .run(
            context -> {
              Failing work = context.getBean(Failing.class);
              await().until(() -> work.failures.get() >= 2);
            });
  }

  @Test
  void whatIsAtWorkIsInterruptedWhenTheServiceEnds() {
    var work = new Work();
    service
        .withBean(Work.class, () -> work)
        .run(
            context -> {
              assertThat(context).hasSingleBean(TaskScheduler.class);
              work.atWork.await();
            });
    await().until(() -> work.interrupted.getCount() == 0);
  }
}

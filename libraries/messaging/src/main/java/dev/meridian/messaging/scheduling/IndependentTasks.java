package dev.meridian.messaging.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.support.TaskUtils;

/**
 * A scheduler in which no task waits for the work of another: there are as many virtual threads as
 * tasks with a fixed delay. {@link SimpleAsyncTaskScheduler} has a single one for all of these.
 */
final class IndependentTasks extends SimpleAsyncTaskScheduler {

  private final ScheduledThreadPoolExecutor withFixedDelay;
  private @Nullable ApplicationContext context;

  @SuppressWarnings("this-escape") // The thread factory is first asked when a task is scheduled.
  IndependentTasks() {
    setVirtualThreads(true);
    setThreadNamePrefix("scheduling-");
    withFixedDelay = new ScheduledThreadPoolExecutor(0, this::newThread);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant start, Duration delay) {
    Duration first = Duration.between(getClock().instant(), start);
    return schedule(task, first, delay);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
    return schedule(task, Duration.ZERO, delay);
  }

  private synchronized ScheduledFuture<?> schedule(Runnable task, Duration first, Duration delay) {
    Runnable noting = TaskUtils.decorateTaskWithErrorHandler(task, null, true);
    try {
      withFixedDelay.setCorePoolSize(withFixedDelay.getCorePoolSize() + 1);
      return withFixedDelay.scheduleWithFixedDelay(
          noting, first.toNanos(), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw new TaskRejectedException(withFixedDelay, task, e);
    }
  }

  @Override
  public void setApplicationContext(ApplicationContext applicationContext) {
    super.setApplicationContext(applicationContext);
    context = applicationContext;
  }

  /** Nothing begins from then on; what is at work is interrupted when the rest has stopped. */
  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    super.onApplicationEvent(event);
    if (event.getApplicationContext() == context) {
      withFixedDelay.shutdown();
    }
  }

  @Override
  public void close() {
    withFixedDelay.shutdownNow();
    super.close();
  }
}

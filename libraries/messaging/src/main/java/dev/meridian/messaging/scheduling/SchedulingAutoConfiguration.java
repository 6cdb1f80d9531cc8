package dev.meridian.messaging.scheduling;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Gives a service the scheduler for all that is {@code @Scheduled} in it. */
@AutoConfiguration(before = TaskSchedulingAutoConfiguration.class)
@EnableScheduling
public class SchedulingAutoConfiguration {

  /** The name is the one that Spring Integration looks for, too. */
  @Bean(destroyMethod = "close")
  TaskScheduler taskScheduler() {
    return new IndependentTasks();
  }
}

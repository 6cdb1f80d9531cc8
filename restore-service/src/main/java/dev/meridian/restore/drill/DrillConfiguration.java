package dev.meridian.restore.drill;

import io.micronaut.context.ApplicationContext;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrillSettings.class)
class DrillConfiguration {

  @Bean
  Drills drills(ApplicationContext micronaut) {
    return micronaut.getBean(Drills.class);
  }

  @Bean
  Schedules schedules(ApplicationContext micronaut) {
    return micronaut.getBean(Schedules.class);
  }

  @Bean
  Hosts drillHosts(ApplicationContext micronaut) {
    return micronaut.getBean(Hosts.class);
  }

  /** Which seconds are drilled, and when: asked for by several threads. */
  @Bean
  RandomGenerator drillRandom() {
    return new Random();
  }
}

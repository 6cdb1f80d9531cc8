package dev.meridian.backup.replay;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReplayConfiguration {

  @Bean
  ReplayMeasurements replayMeasurements(ApplicationContext micronaut) {
    return micronaut.getBean(ReplayMeasurements.class);
  }
}

package dev.meridian.restore.operation;

import io.micronaut.context.ApplicationContext;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(PlanningSettings.class)
class OperationConfiguration {

  @Bean
  Restores restores(ApplicationContext micronaut) {
    return micronaut.getBean(Restores.class);
  }

  @Bean
  CancelledEarly cancelledEarly(ApplicationContext micronaut) {
    return micronaut.getBean(CancelledEarly.class);
  }
}

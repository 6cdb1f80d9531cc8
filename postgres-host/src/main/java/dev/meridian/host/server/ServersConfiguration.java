package dev.meridian.host.server;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ServersConfiguration {

  @Bean
  Servers servers(ApplicationContext micronaut) {
    return micronaut.getBean(Servers.class);
  }

  @Bean
  WorkItems workItems(ApplicationContext micronaut) {
    return micronaut.getBean(WorkItems.class);
  }

  @Bean
  RuleSets ruleSets(ApplicationContext micronaut) {
    return micronaut.getBean(RuleSets.class);
  }

  @Bean
  CancelledRestores cancelledRestores(ApplicationContext micronaut) {
    return micronaut.getBean(CancelledRestores.class);
  }
}

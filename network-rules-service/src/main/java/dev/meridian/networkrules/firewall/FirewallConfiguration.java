package dev.meridian.networkrules.firewall;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FirewallConfiguration {

  @Bean
  RuleSets ruleSets(ApplicationContext micronaut) {
    return micronaut.getBean(RuleSets.class);
  }

  @Bean
  StoredRules storedRules(ApplicationContext micronaut) {
    return micronaut.getBean(StoredRules.class);
  }
}

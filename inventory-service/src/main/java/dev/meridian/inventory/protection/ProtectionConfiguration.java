package dev.meridian.inventory.protection;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProtectionConfiguration {

  @Bean
  Protections protections(ApplicationContext micronaut) {
    return micronaut.getBean(Protections.class);
  }
}

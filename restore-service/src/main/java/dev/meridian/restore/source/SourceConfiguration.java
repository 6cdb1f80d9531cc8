package dev.meridian.restore.source;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SourceConfiguration {

  @Bean
  SourceServers sourceServers(ApplicationContext micronaut) {
    return micronaut.getBean(SourceServers.class);
  }

  @Bean
  RestoreWindows restoreWindows(ApplicationContext micronaut) {
    return micronaut.getBean(RestoreWindows.class);
  }

  @Bean
  AdminPasswords adminPasswords(ApplicationContext micronaut) {
    return micronaut.getBean(AdminPasswords.class);
  }
}

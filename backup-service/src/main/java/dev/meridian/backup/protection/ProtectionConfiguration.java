package dev.meridian.backup.protection;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProtectionConfiguration {

  @Bean
  ProtectedServers protectedServers(ApplicationContext micronaut) {
    return micronaut.getBean(ProtectedServers.class);
  }

  @Bean
  BackupPolicies backupPolicies(ApplicationContext micronaut) {
    return micronaut.getBean(BackupPolicies.class);
  }
}

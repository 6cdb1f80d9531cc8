package dev.meridian.backup.basebackup;

import io.micronaut.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BackupConfiguration {

  @Bean
  Backups backups(ApplicationContext micronaut) {
    return micronaut.getBean(Backups.class);
  }
}

package dev.meridian.backup.archive;

import dev.meridian.backup.protection.Protection;
import dev.meridian.regions.Regions;
import dev.meridian.security.fleet.FleetDirectory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class ArchivesConfiguration {

  @Bean
  Archives archives(
      Environment environment,
      FleetDirectory fleet,
      KnownBackups backups,
      Protection protection,
      KnownRepositories known,
      ApplicationEventPublisher events) {
    return new Archives(
        Regions.of(environment, fleet::repositoryKeys),
        backups,
        protection::isRemoved,
        known,
        events::publishEvent);
  }
}

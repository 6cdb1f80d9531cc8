package dev.meridian.restore.archive;

import dev.meridian.regions.Regions;
import dev.meridian.security.fleet.FleetDirectory;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class ArchiveConfiguration {

  @Bean
  Archives archives(Environment environment, @Value("${meridian.fleet.directory}") Path fleet) {
    return new Archives(Regions.of(environment, () -> FleetDirectory.open(fleet).repositoryKeys()));
  }
}

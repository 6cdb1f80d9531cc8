package dev.meridian.backup.archive;

import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.security.fleet.FleetDirectory;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class ArchivesConfiguration {

  @Bean
  Archives archives(Environment environment, FleetDirectory fleet, KnownBackups backups) {
    List<Region> regions =
        Binder.get(environment)
            .bind("meridian.regions", Bindable.listOf(Region.class))
            .orElse(List.of());
    return new Archives(
        regions,
        () ->
            RepositoryKey.of(
                environment.getProperty(RepositoryKey.VARIABLE), fleet::repositoryKeys),
        backups);
  }
}

package dev.meridian.restore.archive;

import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.security.fleet.FleetDirectory;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class ArchiveConfiguration {

  @Bean
  Archives archives(Environment environment, @Value("${meridian.fleet.directory}") Path fleet) {
    List<RegionRepository> regions =
        Binder.get(environment)
            .bind("meridian.regions", Bindable.listOf(RegionRepository.class))
            .orElse(List.of());
    return new Archives(
        regions,
        () ->
            RepositoryKey.of(
                environment.getProperty(RepositoryKey.VARIABLE),
                () -> FleetDirectory.open(fleet).repositoryKeys()));
  }
}

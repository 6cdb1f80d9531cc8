package dev.meridian.backup.connection;

import dev.meridian.security.fleet.FleetDirectory;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

  @Bean
  FleetDirectory fleetDirectory(@Value("${meridian.fleet.directory}") Path directory) {
    return FleetDirectory.openOrCreate(directory);
  }

  @Bean
  ServerConnections serverConnections(FleetDirectory fleet) {
    return new MutualTls(fleet);
  }
}

package dev.meridian.host.settings;

import dev.meridian.postgres.runtime.Installations;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.security.fleet.FleetDirectory;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HostSettings.class)
class HostConfiguration {

  /** Whom servers run as; says at once if that user could not reach their files. */
  @Bean
  OsUser osUser(HostSettings settings) {
    OsUser user =
        settings.osUser() == null ? OsUser.forPostgres() : OsUser.forPostgres(settings.osUser());
    user.requireAccess(settings.directory());
    user.requireAccess(settings.socketDirectory());
    return user;
  }

  @Bean
  Installations installations(HostSettings settings) {
    return Installations.find(settings.binaries(), settings.binDirectories());
  }

  @Bean
  FleetDirectory fleet(@Value("${meridian.fleet.directory}") Path directory) {
    return FleetDirectory.createIfAbsent(directory);
  }
}

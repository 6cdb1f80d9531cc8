package dev.meridian.inventory.server;

import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.seal.SealingKey;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

  @Bean
  Servers servers(ApplicationContext micronaut) {
    return micronaut.getBean(Servers.class);
  }

  @Bean
  CancelledRestores cancelledRestores(ApplicationContext micronaut) {
    return micronaut.getBean(CancelledRestores.class);
  }

  @Bean
  SealingKey sealingKey(@Value("${meridian.fleet.directory}") Path fleet) {
    return FleetDirectory.open(fleet).sealingKey();
  }
}

package dev.meridian.inventory.placement;

import io.micronaut.context.ApplicationContext;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PlacementSettings.class)
class PlacementConfiguration {

  @Bean
  Regions regions(Environment environment) {
    return new Regions(
        Binder.get(environment)
            .bind("meridian.regions", Bindable.listOf(Region.class))
            .orElse(List.of()));
  }

  @Bean
  Hosts hosts(ApplicationContext micronaut) {
    return micronaut.getBean(Hosts.class);
  }

  @Bean
  Places places(ApplicationContext micronaut) {
    return micronaut.getBean(Places.class);
  }

  @Bean
  ForeignPorts foreignPorts(ApplicationContext micronaut) {
    return micronaut.getBean(ForeignPorts.class);
  }
}

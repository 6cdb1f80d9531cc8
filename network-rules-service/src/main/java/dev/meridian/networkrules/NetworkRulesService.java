package dev.meridian.networkrules;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the service; its settings lie in {@code network-rules-service.yml}. */
@SpringBootApplication
public class NetworkRulesService {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(NetworkRulesService.class)
        .properties("spring.config.name=network-rules-service")
        .run(args);
  }
}

package dev.meridian.restore;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the service; its settings lie in {@code restore-service.yml}. */
@SpringBootApplication
public class RestoreService {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(RestoreService.class)
        .properties("spring.config.name=restore-service")
        .run(args);
  }
}

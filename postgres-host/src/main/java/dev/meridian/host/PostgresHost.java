package dev.meridian.host;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the service; its settings lie in {@code postgres-host.yml}. */
@SpringBootApplication
public class PostgresHost {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(PostgresHost.class)
        .properties("spring.config.name=postgres-host")
        .run(args);
  }
}

package dev.meridian.backup;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the service; its settings lie in {@code backup-service.yml}. */
@SpringBootApplication
public class BackupService {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(BackupService.class)
        .properties("spring.config.name=backup-service")
        .run(args);
  }
}

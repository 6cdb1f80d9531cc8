package dev.meridian.inventory;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts the service; its settings lie in {@code inventory-service.yml}. */
@SpringBootApplication
public class InventoryService {

  /** Runs the service until it is told to stop. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(InventoryService.class)
        .properties("spring.config.name=inventory-service")
        .run(args);
  }
}

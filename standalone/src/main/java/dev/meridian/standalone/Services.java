package dev.meridian.standalone;

import dev.meridian.backup.BackupService;
import dev.meridian.host.PostgresHost;
import dev.meridian.inventory.InventoryService;
import dev.meridian.networkrules.NetworkRulesService;
import dev.meridian.portal.Portal;
import dev.meridian.restore.RestoreService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The services, a host and the portal, each a Spring context of its own in this JVM. */
final class Services implements AutoCloseable {

  private final List<ConfigurableApplicationContext> contexts;

  private Services(List<ConfigurableApplicationContext> contexts) {
    this.contexts = contexts;
  }

  /**
   * Starts all of them, two at a time: more only get in each other's way on a small machine.
   *
   * @param common settings that all of them share
   */
  static Services start(Ports ports, Map<String, Object> common) {
    List<Part> parts =
        List.of(
            new Part(InventoryService.class, "inventory-service", ports.inventory()),
            new Part(PostgresHost.class, "postgres-host", ports.host()),
            new Part(BackupService.class, "backup-service", ports.backup()),
            new Part(RestoreService.class, "restore-service", ports.restore()),
            new Part(NetworkRulesService.class, "network-rules-service", ports.networkRules()),
            new Part(Portal.class, "portal", ports.portal()));
    List<ConfigurableApplicationContext> started = new ArrayList<>();
    try (ExecutorService starters = Executors.newFixedThreadPool(2)) {
      List<Future<ConfigurableApplicationContext>> starting =
          parts.stream().map(part -> starters.submit(() -> part.start(common))).toList();
      StartupFailure failure = null;
      for (int i = 0; i < starting.size(); i++) {
        try {
          started.add(starting.get(i).get());
        } catch (ExecutionException e) {
          failure = new StartupFailure(parts.get(i).name() + " can't be started", e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          failure = new StartupFailure("Interrupted while starting the services", e);
        }
      }
      if (failure != null) {
        new Services(started).close();
        throw failure;
      }
    }
    return new Services(started);
  }

  /** The host first, so that nothing is asked of it any more while it stops its servers. */
  @Override
  public void close() {
    try (ExecutorService stoppers = Executors.newVirtualThreadPerTaskExecutor()) {
      contexts.forEach(context -> stoppers.submit(context::close));
    }
  }

  private record Part(Class<?> application, String name, int port) {

    ConfigurableApplicationContext start(Map<String, Object> common) {
      Map<String, Object> settings = new HashMap<>(common);
      settings.put("server.port", port);
      // On the command line of this context: nothing overrides it.
      String[] arguments =
          settings.entrySet().stream()
              .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
              .toArray(String[]::new);
      SpringApplication spring =
          new SpringApplicationBuilder(application)
              .properties("spring.config.name=" + name)
              .logStartupInfo(false)
              .registerShutdownHook(false)
              .build();
      return spring.run(arguments);
    }
  }
}

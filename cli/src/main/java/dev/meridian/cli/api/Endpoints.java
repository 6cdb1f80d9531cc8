package dev.meridian.cli.api;

import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where Meridian is. Each address is the first of: its option, its environment variable, the file
 * {@code endpoints.json} that {@code meridian up} writes into its data directory, the default.
 */
public final class Endpoints {

  private static final String FILE = "endpoints.json";
  private static final String USUAL_BROKER = "127.0.0.1:9092";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = {
        "The data directory of the 'meridian up' to talk to (default: $$MERIDIAN_DATA_DIR, ~/.meridian, or for root /var/lib/meridian)."
      })
  private @Nullable Path dataDirectory;

  @Option(names = "--inventory-url", paramLabel = "URL", description = "inventory-service")
  private @Nullable URI inventory;

  @Option(names = "--backup-url", paramLabel = "URL", description = "backup-service")
  private @Nullable URI backup;

  @Option(names = "--restore-url", paramLabel = "URL", description = "restore-service")
  private @Nullable URI restore;

  @Option(names = "--network-rules-url", paramLabel = "URL", description = "network-rules-service")
  private @Nullable URI networkRules;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "the broker")
  private @Nullable String kafka;

  /** The address of a service, without a slash at its end. */
  public URI of(Service service, Terminal terminal) {
    URI chosen =
        switch (service) {
          case INVENTORY -> inventory;
          case BACKUP -> backup;
          case RESTORE -> restore;
          case NETWORK_RULES -> networkRules;
        };
    String found =
        chosen != null
            ? chosen.toString()
            : find(service.variable(), service.key(), service.usually(), terminal);
    try {
      return URI.create(found.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw new Failure(
          "endpoint-invalid: the address of %s isn't a URL: %s".formatted(service.title(), found));
    }
  }

  /** The broker's bootstrap servers. */
  public String broker(Terminal terminal) {
    return kafka != null ? kafka : find("MERIDIAN_KAFKA", "kafka", USUAL_BROKER, terminal);
  }

  private String find(String variable, String key, String usually, Terminal terminal) {
    String set = terminal.environment(variable);
    return set != null ? set : written(terminal).path(key).asString(usually);
  }

  private JsonNode written(Terminal terminal) {
    Path file = dataDirectory(terminal).resolve(FILE);
    if (!Files.isReadable(file)) {
      return Json.MAPPER.createObjectNode();
    }
    try {
      return Json.MAPPER.readTree(file);
    } catch (JacksonException e) {
      throw new Failure("endpoint-invalid: %s isn't JSON".formatted(file));
    }
  }

  private Path dataDirectory(Terminal terminal) {
    if (dataDirectory != null) {
      return dataDirectory;
    }
    String set = terminal.environment("MERIDIAN_DATA_DIR");
    if (set != null) {
      return Path.of(set);
    }
    // As 'meridian up': PostgreSQL's operating system user can't enter root's home.
    return "root".equals(System.getProperty("user.name"))
        ? Path.of("/var/lib/meridian")
        : Path.of(System.getProperty("user.home"), ".meridian");
  }
}

package dev.meridian.standalone;

import dev.meridian.kafka.runtime.BrokerProcess;
import dev.meridian.kafka.runtime.BrokerSettings;
import dev.meridian.security.fleet.FleetDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** A whole Meridian in one process, a broker and a PostgreSQL. Closing it stops all of it. */
public final class Meridian implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Meridian.class);
  private static final Duration BROKER_PATIENCE = Duration.ofMinutes(3);

  private final DataDirectory home;
  private final Ports ports;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  private Meridian(DataDirectory home, Ports ports) {
    this.home = home;
    this.ports = ports;
    started.push(home);
  }

  /**
   * Starts it in a directory; what the directory holds from before goes on. Its regions are those
   * that the environment names, or else inside the directory.
   *
   * @throws StartupFailure when it can't; nothing of it runs then
   */
  static Meridian start(Path dataDirectory, Ports ports, Environment environment) {
    return start(dataDirectory, ports, home -> Places.of(environment, home));
  }

  private static Meridian start(
      Path dataDirectory, Ports ports, Function<DataDirectory, Map<String, Object>> places) {
    DataDirectory home = DataDirectory.take(dataDirectory);
    Meridian meridian = new Meridian(home, ports);
    try {
      meridian.startAll(places.apply(home));
      return meridian;
    } catch (RuntimeException e) {
      meridian.close();
      throw e;
    }
  }

  /** Starts one on free ports, in a directory that has all of it; its services log there. */
  public static Meridian temporary(Path directory) {
    ServiceLog.to(directory);
    return start(directory, Ports.free(), Places::inside);
  }

  private void startAll(Map<String, Object> places) {
    FleetDirectory.createIfAbsent(home.fleet());
    BrokerProcess broker =
        opened(
            BrokerProcess.start(
                BrokerSettings.of(home.broker(), ports.kafka(), ports.kafkaController()),
                BROKER_PATIENCE));
    ServicesDatabase database = opened(ServicesDatabase.start(home, ports.database()));
    opened(Services.start(ports, settings(database, broker, places)));
    announce();
  }

  private Map<String, Object> settings(
      ServicesDatabase database, BrokerProcess broker, Map<String, Object> places) {
    Map<String, Object> settings = new HashMap<>(places);
    settings.put("meridian.database.url", database.url());
    settings.put("meridian.database.username", ServicesDatabase.USER);
    settings.put("meridian.database.password", database.password());
    settings.put("meridian.kafka.bootstrap-servers", broker.bootstrapServers());
    settings.put("meridian.fleet.directory", home.fleet());
    settings.put("meridian.postgres-host.id", "this-machine");
    settings.put("meridian.postgres-host.directory", home.servers());
    settings.put("meridian.postgres-host.binaries-directory", home.postgresql());
    settings.put("meridian.postgres-host.ports.first", ports.servers());
    settings.put("meridian.postgres-host.stop-servers-on-shutdown", true);
    settings.put("meridian.portal.inventory.url", url(ports.inventory()));
    settings.put("meridian.portal.backup.url", url(ports.backup()));
    settings.put("meridian.portal.restore.url", url(ports.restore()));
    settings.put("meridian.portal.network-rules.url", url(ports.networkRules()));
    settings.put(
        "meridian.portal.ca-certificate", FleetDirectory.open(home.fleet()).caCertificate());
    settings.put("spring.datasource.hikari.minimum-idle", 1);
    return settings;
  }

  /** Everything that somebody may want to reach, by what it is called. */
  public Map<String, String> endpoints() {
    Map<String, String> endpoints = new LinkedHashMap<>();
    endpoints.put("portal", url(ports.portal()));
    endpoints.put("inventory", url(ports.inventory()));
    endpoints.put("backup", url(ports.backup()));
    endpoints.put("restore", url(ports.restore()));
    endpoints.put("networkRules", url(ports.networkRules()));
    endpoints.put("host", url(ports.host()));
    endpoints.put("kafka", "127.0.0.1:" + ports.kafka());
    return endpoints;
  }

  /** Where the fleet's CA certificate lies, for clients that verify a server. */
  public Path caCertificate() {
    return FleetDirectory.open(home.fleet()).caCertificate();
  }

  /** All that it keeps. */
  public Path dataDirectory() {
    return home.path();
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private void announce() {
    Path partial = home.path().resolve("endpoints.json.partial");
    try {
      Files.writeString(
          partial,
          JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(endpoints()));
      Files.move(partial, home.endpoints(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started.push(() -> Files.deleteIfExists(home.endpoints()));
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        log.warn("A part of Meridian didn't stop in order", e);
      }
    }
  }
}

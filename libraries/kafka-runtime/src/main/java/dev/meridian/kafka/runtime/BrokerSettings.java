package dev.meridian.kafka.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One broker that is its own controller and listens on the loopback interface only. Topics are
 * never created by use. Keep the ports for a data directory's lifetime: the broker remembers them.
 *
 * @param directory holds the broker's data, its properties and its log; created if absent
 * @param port where clients connect
 * @param controllerPort where the broker talks to itself as its controller
 * @param properties further broker properties; they win over ours
 * @param jvmArguments arguments of the broker's JVM
 */
public record BrokerSettings(
    Path directory,
    int port,
    int controllerPort,
    Map<String, String> properties,
    List<String> jvmArguments) {

  private static final String LOOPBACK = "127.0.0.1:";

  public BrokerSettings {
    directory = directory.toAbsolutePath().normalize();
    properties = Map.copyOf(properties);
    jvmArguments = List.copyOf(jvmArguments);
  }

  /**
   * A broker of up to 256 MiB of heap, with no further properties. It serves one machine's events:
   * a quick start is worth more than code that is compiled to the utmost.
   */
  public static BrokerSettings of(Path directory, int port, int controllerPort) {
    return new BrokerSettings(
        directory,
        port,
        controllerPort,
        Map.of(),
        List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError"));
  }

  /** What clients are given as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LOOPBACK + port;
  }

  Path logFile() {
    return directory.resolve("broker.log");
  }

  Path propertiesFile() {
    return directory.resolve("broker.properties");
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  /** The broker's whole configuration; the names are Kafka's. */
  Map<String, String> brokerProperties() {
    var all = new TreeMap<String, String>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("listeners", "BROKER://%s,CONTROLLER://%s".formatted(at(port), at(controllerPort)));
    all.put("advertised.listeners", "BROKER://" + at(port));
    all.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("inter.broker.listener.name", "BROKER");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.bootstrap.servers", at(controllerPort));
    all.put("log.dirs", dataDirectory().toString());
    all.put("auto.create.topics.enable", "false");
    all.putAll(replication());
    all.putAll(modesty());
    // A broker that was killed is trusted again when its old session has ended: 9 s by default.
    all.put("broker.session.timeout.ms", "1500");
    all.put("broker.heartbeat.interval.ms", "500");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.putAll(properties);
    return all;
  }

  private static String at(int port) {
    return LOOPBACK + port;
  }

  /** There is one broker. */
  private static Map<String, String> replication() {
    return Map.of(
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1");
  }

  /** Kafka's defaults suit a machine of its own. */
  private static Map<String, String> modesty() {
    return Map.of(
        "offsets.topic.num.partitions", "8",
        "transaction.state.log.num.partitions", "8",
        "share.coordinator.state.topic.num.partitions", "8",
        "num.network.threads", "2",
        "num.io.threads", "4",
        "log.cleaner.dedupe.buffer.size", "16777216");
  }
}

package dev.meridian.kafka.runtime;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker in a JVM of its own, with this JVM's class path. What it has acknowledged survives its
 * being killed. It never outlives this JVM, and a Ctrl-C in our terminal does not reach it: it ends
 * when it is told to, or when we are gone. It logs to {@code broker.log} in its directory, by the
 * Logback or Log4j that is on the class path.
 */
public final class BrokerProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BrokerProcess.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);
  private static final int TAIL_LINES = 20;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final BrokerSettings settings;
  private final Process process;

  private BrokerProcess(BrokerSettings settings, Process process) {
    this.settings = settings;
    this.process = process;
  }

  /**
   * Starts a broker and waits until it serves clients. A new directory is formatted first.
   *
   * @throws BrokerFailure if another process has its ports or its directory, if it ends early, or
   *     if it is not ready in time; it does not run then
   */
  public static BrokerProcess start(BrokerSettings settings, Duration timeout) {
    var deadline = System.nanoTime() + timeout.toNanos();
    requireFree(settings.port(), settings);
    requireFree(settings.controllerPort(), settings);
    try {
      Files.createDirectories(settings.directory());
      writeProperties(settings);
      var broker = new BrokerProcess(settings, launch(settings));
      broker.awaitReady(deadline);
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a broker in " + settings.directory(), e);
    }
  }

  /** Whoever listens there already would be taken for our broker. */
  private static void requireFree(int port, BrokerSettings settings) {
    if (listens(port)) {
      throw new BrokerFailure(
          "Port %d of the broker in %s is taken. Does it run already? Otherwise choose another port."
              .formatted(port, settings.directory()));
    }
  }

  private static void writeProperties(BrokerSettings settings) throws IOException {
    var properties = new Properties();
    properties.putAll(settings.brokerProperties());
    var text = new StringWriter();
    properties.store(text, "Written at every start.");
    Files.writeString(settings.propertiesFile(), text.toString());
  }

  private static Process launch(BrokerSettings settings) throws IOException {
    var command = new ArrayList<String>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(settings.jvmArguments());
    // Ours would otherwise be read from the class path, and log what we log.
    command.add("-Dlogback.configurationFile=dev/meridian/kafka/runtime/broker-logback.xml");
    command.add(
        "-Dlog4j2.configurationFile=classpath:dev/meridian/kafka/runtime/broker-log4j2.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BrokerMain.class.getName());
    command.add(settings.propertiesFile().toString());
    command.add(settings.dataDirectory().toString());
    return new ProcessBuilder(command)
        .directory(settings.directory().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.logFile().toFile()))
        .start();
  }

  private void awaitReady(long deadline) {
    var ready = false;
    try {
      // Kafka's client would warn of every attempt that comes too early.
      while (!listens(settings.port())) {
        requireHope(deadline);
      }
      try (var admin = Admin.create(adminSettings())) {
        while (!serves(admin)) {
          requireHope(deadline);
        }
      }
      ready = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerFailure("Interrupted while starting the broker", e);
    } finally {
      if (!ready) {
        kill();
      }
    }
    log.debug("Broker {} serves {}", process.pid(), settings.bootstrapServers());
  }

  private void requireHope(long deadline) throws InterruptedException {
    if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
      throw failure("ended with status " + process.exitValue());
    }
    if (System.nanoTime() > deadline) {
      throw failure("was not ready in time");
    }
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Map<String, Object> adminSettings() {
    return Map.of(
        "bootstrap.servers", settings.bootstrapServers(),
        "reconnect.backoff.ms", "20",
        "reconnect.backoff.max.ms", "100",
        "retry.backoff.ms", "20");
  }

  /** Whether the broker is known to its controller, which makes it the one that leads. */
  private static boolean serves(Admin admin) throws InterruptedException {
    try {
      return !admin.describeCluster().nodes().get(250, TimeUnit.MILLISECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException notYet) {
      log.trace("The broker is not ready yet", notYet);
      return false;
    }
  }

  private BrokerFailure failure(String what) {
    var message =
        "The broker in %s %s. Does another process use the directory, or port %d or %d? It wrote last: %s";
    return new BrokerFailure(
        message.formatted(
            settings.directory(), what, settings.port(), settings.controllerPort(), logTail()));
  }

  private String logTail() {
    try {
      var lines = Files.readAllLines(settings.logFile());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log cannot be read: " + e.getMessage() + ")";
    }
  }

  /** What clients are given as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Stops the broker in order and waits for its end; kills it if that takes over 25 seconds. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyGone) {
      log.trace("The broker has ended already", alreadyGone);
    }
    if (!awaitEnd()) {
      kill();
    }
  }

  /** Kills the broker at once, as a power cut would kill its process, and waits for its end. */
  public void kill() {
    process.destroyForcibly();
    if (!awaitEnd()) {
      log.warn("The killed broker {} is still there", process.pid());
    }
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

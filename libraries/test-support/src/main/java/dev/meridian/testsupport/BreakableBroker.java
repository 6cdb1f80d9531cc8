package dev.meridian.testsupport;

import dev.meridian.kafka.runtime.BrokerProcess;
import dev.meridian.kafka.runtime.BrokerSettings;
import dev.meridian.postgres.runtime.LoopbackPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * A broker of a test's own, which it may freeze, kill and restart. What it has acknowledged stays.
 *
 * <pre>{@code
 * try (var broker = BreakableBroker.start()) {
 *   broker.createTopics("orders");
 *   broker.kill();
 *   broker.restart();
 * }
 * }</pre>
 */
public final class BreakableBroker extends TestBroker implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final TemporaryDirectory directory;
  private final BrokerSettings settings;
  private BrokerProcess process;

  private BreakableBroker(
      TemporaryDirectory directory, BrokerSettings settings, BrokerProcess process) {
    super(settings.bootstrapServers());
    this.directory = directory;
    this.settings = settings;
    this.process = process;
  }

  /** Starts a broker without topics. */
  public static BreakableBroker start() {
    var directory = TemporaryDirectory.create("broker", "broker.pid", "KILL");
    try {
      var settings = settings(directory);
      return new BreakableBroker(directory, settings, launch(directory, settings));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static BrokerSettings settings(TemporaryDirectory directory) {
    var plain =
        BrokerSettings.of(
            directory.path().resolve("kafka"), LoopbackPort.free(), LoopbackPort.free());
    var arguments = new ArrayList<>(plain.jvmArguments());
    arguments.add("-XX:TieredStopAtLevel=1");
    return new BrokerSettings(
        plain.directory(), plain.port(), plain.controllerPort(), Map.of(), arguments);
  }

  private static BrokerProcess launch(TemporaryDirectory directory, BrokerSettings settings) {
    var process = BrokerProcess.start(settings, TIMEOUT);
    try {
      Files.writeString(directory.path().resolve("broker.pid"), process.pid() + "\n");
    } catch (IOException e) {
      process.kill();
      throw new UncheckedIOException(e);
    }
    return process;
  }

  /** Freezes the broker: it keeps its connections and answers nothing, until {@link #resume}. */
  public void pause() {
    signal("STOP");
  }

  /** Lets a frozen broker go on. */
  public void resume() {
    signal("CONT");
  }

  /** Kills the broker and waits for its end. */
  public void kill() {
    process.kill();
  }

  /** Starts the broker again, on the same port and with all its records; kills it first. */
  public void restart() {
    process.kill();
    process = launch(directory, settings);
  }

  /** The broker's process id, until it is killed. */
  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("Cannot send " + name + " to " + process.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the broker at once and removes all its files. */
  @Override
  public void close() {
    process.kill();
    directory.close();
  }
}

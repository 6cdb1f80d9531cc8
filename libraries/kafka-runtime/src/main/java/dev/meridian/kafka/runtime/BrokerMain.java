package dev.meridian.kafka.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * What a broker's own JVM runs: formats the data directory if it is new, then becomes the broker.
 * It ends, in order, when its standard input ends, which happens whenever and however its parent
 * does.
 */
final class BrokerMain {

  private static final long SHUTDOWN_MILLIS = 20_000;

  private BrokerMain() {}

  /**
   * Runs the broker.
   *
   * @param arguments the properties file and the data directory
   */
  public static void main(String[] arguments) {
    Thread.ofPlatform().daemon().name("parent-watch").start(BrokerMain::endWithParent);
    if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
      format(arguments[0]);
    }
    Kafka.main(new String[] {arguments[0]});
  }

  private static void format(String properties) {
    var cluster = Uuid.randomUuid().toString();
    var status =
        StorageTool.execute(
            new String[] {"format", "--standalone", "-c", properties, "-t", cluster}, System.out);
    if (status != 0) {
      System.exit(status);
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException closed) {
      System.err.println("The parent's pipe is broken: " + closed.getMessage());
    }
    Thread.ofPlatform().daemon().name("shutdown-limit").start(BrokerMain::haltLate);
    System.exit(0);
  }

  private static void haltLate() {
    try {
      Thread.sleep(SHUTDOWN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}

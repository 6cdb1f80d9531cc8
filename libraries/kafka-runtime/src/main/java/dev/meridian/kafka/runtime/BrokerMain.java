package dev.meridian.kafka.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What a broker's own JVM runs: formats the data directory if it is new, then becomes the broker.
 * It ends, in order, when its standard input ends, which happens whenever and however its parent
 * does.
 */
final class BrokerMain {

  private static final long SHUTDOWN_MILLIS = 20_000;

  /** Held open for as long as this process lives. */
  private static @Nullable FileChannel lock;

  private BrokerMain() {}

  /**
   * Runs the broker.
   *
   * @param arguments the properties file and the data directory
   */
  public static void main(String[] arguments) throws IOException {
    requireSole(Path.of(arguments[1]));
    Thread.ofPlatform().daemon().name("parent-watch").start(BrokerMain::endWithParent);
    if (!Files.exists(Path.of(arguments[1], "meta.properties"))) {
      format(arguments[0]);
    }
    Kafka.main(new String[] {arguments[0]});
  }

  /** Kafka would notice another broker too, but only late, after having begun its work. */
  private static void requireSole(Path dataDirectory) throws IOException {
    Files.createDirectories(dataDirectory);
    var file = dataDirectory.resolveSibling("broker.lock");
    lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      System.err.println("Another broker holds the lock " + file);
      System.exit(1);
    }
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

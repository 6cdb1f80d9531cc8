package dev.meridian.testsupport;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A real Kafka broker for the whole test run: a container if a Docker engine answers and has the
 * image, otherwise a JVM of its own. Tests share it, so they name their topics and groups uniquely;
 * those that break it start a {@link BreakableBroker} of their own.
 *
 * <p>It starts when first asked for. Nothing is left behind, whether the JVM ends or is killed.
 */
public sealed class TestBroker permits BreakableBroker {

  private static final int PARTITIONS = 3;

  private final String bootstrapServers;

  TestBroker(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** The broker that all tests of this JVM share. */
  public static TestBroker shared() {
    return Shared.BROKER;
  }

  /** What clients are given as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Creates topics of three partitions; those that exist stay as they are. */
  public void createTopics(String... names) {
    createTopics(PARTITIONS, names);
  }

  /** Creates topics of that many partitions; those that exist stay as they are. */
  public void createTopics(int partitions, String... names) {
    var topics =
        Arrays.stream(names)
            .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
            .toList();
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
      for (var created : admin.createTopics(topics).values().values()) {
        created.get();
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("Cannot create topics " + Arrays.toString(names), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating topics", e);
    }
  }

  /** Started when first used. */
  private static final class Shared {

    private static final TestBroker BROKER = start();

    private static TestBroker start() {
      var container = ContainerBroker.start();
      if (container.isPresent()) {
        return new TestBroker(container.get());
      }
      var broker = BreakableBroker.start();
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
      return broker;
    }
  }
}

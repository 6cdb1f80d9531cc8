package dev.meridian.testsupport;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The broker in a container, where that needs no download. */
final class ContainerBroker {

  private static final Logger log = LoggerFactory.getLogger(ContainerBroker.class);
  private static final String IMAGE = "apache/kafka";

  /** Kept, because it ends when nobody holds its input any more. */
  private static @Nullable Process guard;

  private ContainerBroker() {}

  /** Starts it and tells its bootstrap servers; empty if no engine has the image. */
  static Optional<String> start() {
    // Testcontainers itself, asked whether there is an engine, would first try to pull an image.
    return presentImage().map(ContainerBroker::start);
  }

  private static String start(String image) {
    var name = DockerImageName.parse(image).asCompatibleSubstituteFor(IMAGE);
    var container = new KafkaContainer(name).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    container.start();
    guard(container.getContainerId());
    Runtime.getRuntime().addShutdownHook(new Thread(container::close, "stop-broker"));
    return container.getBootstrapServers();
  }

  /** Removes the container when this JVM is gone, should it have been killed. */
  private static void guard(String container) {
    try {
      guard =
          new ProcessBuilder("sh", "-c", "cat >/dev/null; docker rm -f \"$1\"", "guard", container)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      log.warn("Container {} will be left if this JVM is killed", container, e);
    }
  }

  /** The newest image of Kafka that the engine has. */
  private static Optional<String> presentImage() {
    try {
      var docker =
          new ProcessBuilder("docker", "image", "ls", "--format", "{{.Tag}}", IMAGE)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!docker.waitFor(10, TimeUnit.SECONDS)) {
        docker.destroyForcibly();
        return Optional.empty();
      }
      try (var tags = docker.inputReader()) {
        return tags.lines().findFirst().map(tag -> IMAGE + ":" + tag);
      }
    } catch (IOException noDocker) {
      log.debug("There is no Docker here", noDocker);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

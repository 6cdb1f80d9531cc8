package dev.meridian.kafka.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private BrokerSettings settings;

  @BeforeEach
  void pickPorts() throws IOException {
    try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings = BrokerSettings.of(directory, one.getLocalPort(), other.getLocalPort());
    }
  }

  @Test
  void aStoppedBrokerStartsAgainWithWhatItHad() throws Exception {
    try (var broker = BrokerProcess.start(settings, TIMEOUT);
        var admin = Admin.create(clientSettings())) {
      admin.createTopics(List.of(new NewTopic("orders", 3, (short) 1))).all().get();
      assertThat(broker.isRunning()).isTrue();
    }

    try (var broker = BrokerProcess.start(settings, TIMEOUT);
        var admin = Admin.create(clientSettings())) {
      assertThat(admin.listTopics().names().get()).isEqualTo(Set.of("orders"));
      assertThat(broker.bootstrapServers()).isEqualTo(settings.bootstrapServers());
    }
  }

  @Test
  void aSecondBrokerOnTheSameDirectoryIsRefused() throws IOException {
    try (var broker = BrokerProcess.start(settings, TIMEOUT)) {
      assertThatThrownBy(() -> BrokerProcess.start(settings, TIMEOUT))
          .isInstanceOf(BrokerFailure.class)
          .hasMessageContaining("Port " + settings.port());
      pickPorts();
      assertThatThrownBy(() -> BrokerProcess.start(settings, TIMEOUT))
          .isInstanceOf(BrokerFailure.class)
          .hasMessageContaining("Does another process use")
          .hasMessageContaining("lock");
      assertThat(broker.isRunning()).isTrue();
    }
  }

  @Test
  void theBrokerEndsInOrderWhenItsParentIsKilled() throws Exception {
    var parent = startParent();
    var broker = awaitBrokerOf(parent);

    try {
      parent.destroyForcibly();

      await().atMost(TIMEOUT).until(() -> !broker.isAlive());
    } finally {
      broker.destroyForcibly();
    }
    assertThat(directory.resolve("data/.kafka_cleanshutdown")).exists();
  }

  @Test
  void theBrokerRunsInASessionOfItsOwn() throws IOException {
    try (var broker = BrokerProcess.start(settings, TIMEOUT)) {
      var stat = Files.readString(Path.of("/proc/%d/stat".formatted(broker.pid())));
      var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
      assertThat(Long.parseLong(session)).isEqualTo(broker.pid());
    }
  }

  private Process startParent() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Parent.class.getName());
    command.add(directory.toString());
    command.add(Integer.toString(settings.port()));
    command.add(Integer.toString(settings.controllerPort()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static ProcessHandle awaitBrokerOf(Process parent) throws IOException {
    try (var printed = parent.inputReader()) {
      var pid = Long.parseLong(String.valueOf(printed.readLine()));
      return ProcessHandle.of(pid).orElseThrow();
    }
  }

  private Map<String, Object> clientSettings() {
    return Map.of("bootstrap.servers", settings.bootstrapServers());
  }

  /** Another JVM that starts a broker, prints its process id, and waits to be killed. */
  static final class Parent {

    private Parent() {}

    /** Takes the directory and the two ports. */
    public static void main(String[] arguments) throws InterruptedException {
      var settings =
          BrokerSettings.of(
              Path.of(arguments[0]),
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]));
      System.out.println(BrokerProcess.start(settings, TIMEOUT).pid());
      Thread.currentThread().join();
    }
  }
}

package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.standalone.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@code meridian up} in a process of its own, that can be killed. */
final class UpProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final Path output;
  private final Process process;

  private UpProcess(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  /** Twenty ports in a row that nobody uses. */
  static int freePorts() {
    int first = LoopbackPort.free();
    while (!IntStream.range(first, first + 20).allMatch(LoopbackPort::isFree)) {
      first = LoopbackPort.free();
    }
    return first;
  }

  /** Starts it and waits until it is ready. */
  static UpProcess start(Path directory, int port) throws IOException {
    return start(directory, port, Map.of());
  }

  /** The same with variables in its environment. */
  static UpProcess start(Path directory, int port, Map<String, String> variables)
      throws IOException {
    UpProcess up = launch(directory, port, variables);
    await()
        .atMost(PATIENCE)
        .until(() -> !up.process.isAlive() || up.output().contains("Meridian is ready"));
    assertThat(up.output()).contains("Meridian is ready");
    return up;
  }

  /** Starts it where it can't: returns what it says. */
  static String startInVain(Path directory, int port) throws Exception {
    return startInVain(directory, port, Map.of());
  }

  /** The same with variables in its environment. */
  static String startInVain(Path directory, int port, Map<String, String> variables)
      throws Exception {
    UpProcess up = launch(directory, port, variables);
    await()
        .atMost(PATIENCE)
        .until(() -> !up.process.isAlive() || up.output().contains("Meridian is ready"));
    if (up.process.isAlive()) {
      up.close();
    }
    assertThat(up.process.exitValue()).isEqualTo(1);
    return up.output();
  }

  private static UpProcess launch(Path directory, int port, Map<String, String> variables)
      throws IOException {
    File output = Files.createTempFile(directory, "up-", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:MetaspaceSize=192m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--data-dir=" + directory.resolve("data"),
                "--http-port=" + port,
                "--kafka-port=" + (port + 6),
                "--database-port=" + (port + 8),
                "--server-ports=" + (port + 9))
            .redirectErrorStream(true)
            .redirectOutput(output);
    builder.environment().putAll(variables);
    return new UpProcess(output.toPath(), builder.start());
  }

  private String output() throws IOException {
    return Files.readString(output);
  }

  /** What it wrote down for the CLI. */
  static Map<String, String> endpoints(Path directory) throws IOException {
    return JsonMapper.shared()
        .readValue(
            Files.readString(directory.resolve("data/endpoints.json")),
            new TypeReference<Map<String, String>>() {});
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** As Ctrl-C does: everything stops in order. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("Meridian stops");
  }

  /** What still runs in a directory. */
  static List<String> processesIn(Path directory) {
    return ProcessHandle.allProcesses()
        .map(each -> each.info().commandLine().orElse(""))
        .filter(line -> line.contains(directory + "/data/"))
        .toList();
  }
}

package dev.meridian.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A postgres-host in a process of its own, that can be killed. */
record HostProcess(Process process) implements AutoCloseable {

  /**
   * Starts one.
   *
   * @param output what it prints
   */
  static HostProcess start(String[] arguments, Path output) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PostgresHost.class.getName()),
                Stream.of(arguments))
            .toList();
    return new HostProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The host's process doesn't end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package dev.meridian.host;

import java.io.IOException;

/** A process that has nothing to do with any server. */
record OthersProcess(Process process) implements AutoCloseable {

  static OthersProcess begin() throws IOException {
    return new OthersProcess(new ProcessBuilder("sleep", "600").start());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

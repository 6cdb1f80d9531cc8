package dev.meridian.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process of a PostgreSQL server that doesn't get on: nothing but a kill ends it meanwhile. */
public final class FrozenProcess {

  private final long pid;

  private FrozenProcess(long pid) {
    this.pid = pid;
  }

  /**
   * Freezes one.
   *
   * @param dataDirectory of the server
   * @param kind what its title has and no other's, such as {@code checkpointer}
   */
  public static FrozenProcess of(Path dataDirectory, String kind) throws IOException {
    long postmaster =
        Long.parseLong(Files.readAllLines(dataDirectory.resolve("postmaster.pid")).getFirst());
    long pid =
        ProcessHandle.of(postmaster)
            .orElseThrow()
            .children()
            .filter(process -> title(process).contains(kind))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No process is a " + kind))
            .pid();
    var frozen = new FrozenProcess(pid);
    frozen.signal("-STOP");
    return frozen;
  }

  /** Lets it go on. */
  public void thaw() throws IOException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("Cannot send %s to process %d".formatted(signal, pid));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String title(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

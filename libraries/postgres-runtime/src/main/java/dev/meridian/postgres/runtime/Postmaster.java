package dev.meridian.postgres.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A postmaster that is alive, as its {@code postmaster.pid} describes it. The file's lines are
 * documented in PostgreSQL's {@code src/include/utils/pidfile.h}.
 *
 * @param pid its process id
 * @param startedAt when it was started, to the second
 * @param port the TCP port it listens on
 * @param socketDirectory where its Unix-domain socket is; empty if it has none, or not yet
 * @param status how far it is
 */
public record Postmaster(
    long pid, Instant startedAt, int port, String socketDirectory, Status status) {

  private static final String FILE = "postmaster.pid";

  /** How far a postmaster is, in its own words. */
  public enum Status {
    /** Starting up or recovering; connections are refused. */
    STARTING,
    /** Accepts connections. */
    READY,
    /** In recovery, accepts read-only connections. */
    STANDBY,
    /** Shutting down. */
    STOPPING
  }

  /**
   * The postmaster that runs on a data directory, found without spawning a process. Empty if there
   * is none, be it that its file is left over from one that died, or copied from elsewhere.
   */
  static Optional<Postmaster> of(Path dataDirectory) {
    try {
      var lines = Files.readAllLines(dataDirectory.resolve(FILE));
      var described = parse(lines);
      return described.isPresent() && described.get().runsOn(dataDirectory)
          ? described
          : Optional.empty();
    } catch (IOException unreadable) {
      // Absent, or being replaced: in both cases none that we can name.
      return Optional.empty();
    }
  }

  /** Reads the file's lines; empty while it is being written. */
  static Optional<Postmaster> parse(List<String> lines) {
    if (lines.size() < 3) {
      return Optional.empty();
    }
    try {
      // A negative number marks a single-user backend.
      var pid = Math.abs(Long.parseLong(lines.get(0).strip()));
      var startedAt = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
      var port = lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0;
      var socket = lines.size() > 4 ? lines.get(4).strip() : "";
      var status = lines.size() > 7 ? status(lines.get(7).strip()) : Status.STARTING;
      return Optional.of(new Postmaster(pid, startedAt, port, socket, status));
    } catch (NumberFormatException halfWritten) {
      return Optional.empty();
    }
  }

  private static Status status(String word) {
    return switch (word) {
      case "ready" -> Status.READY;
      case "standby" -> Status.STANDBY;
      case "stopping" -> Status.STOPPING;
      default -> Status.STARTING;
    };
  }

  /** A process id is used again some day: is the process with ours that postmaster? */
  private boolean runsOn(Path dataDirectory) throws IOException {
    var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return startedWithFile(process.get());
    }
    try {
      // A postmaster works in its data directory; a zombie works nowhere.
      var workingDirectory = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"));
      return workingDirectory.equals(dataDirectory.toRealPath());
    } catch (NoSuchFileException zombie) {
      return false;
    } catch (IOException othersProcess) {
      return startedWithFile(process.get());
    }
  }

  private boolean startedWithFile(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(start, startedAt).abs().compareTo(Duration.ofMinutes(1)) < 0)
        .orElse(true);
  }
}

package dev.meridian.host;

import dev.meridian.host.instance.Instance;
import dev.meridian.postgres.runtime.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a host that was killed, or whose machine was, leaves of a server that it was making. */
final class HalfMade {

  private final Instance instance;
  private final Path data;
  private final Path mark;

  HalfMade(Instance instance) {
    this.instance = instance;
    this.data = instance.directory().data();
    this.mark = data.resolve("half-made");
  }

  /** A directory with a PostgreSQL that goes on, and makes nothing durable. */
  ProcessHandle run() throws IOException {
    instance.initialize();
    instance.write(
        instance.directory().conf().resolve("postgresql.conf"),
        "unix_socket_directories = '%s'\nport = %d\n"
            .formatted(instance.directory().socketDirectory(), LoopbackPort.free()));
    Files.createFile(mark);
    instance.start(Map.of("fsync", "off"), Duration.ofMinutes(1));
    List<String> file = Files.readAllLines(data.resolve("postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(file.getFirst())).orElseThrow();
  }

  /**
   * A directory whose PostgreSQL has died, and whose process id is somebody else's since the
   * machine was started.
   */
  void claimToRunAs(long pid) throws IOException {
    instance.prepareDirectories();
    Files.createDirectories(data.resolve("base/5"));
    Files.createFile(mark);
    Files.writeString(data.resolve("PG_VERSION"), "18\n");
    Files.writeString(
        data.resolve("postmaster.pid"),
        "%d\n%s\n%d\n%d\n%s\n\n\nready\n"
            .formatted(
                pid,
                data,
                Instant.now().getEpochSecond(),
                LoopbackPort.free(),
                instance.directory().socketDirectory()));
  }

  /** Whether it is there still. */
  boolean isThere() {
    return Files.exists(mark);
  }
}

package dev.meridian.host.settings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator sets about this host: {@code meridian.postgres-host.*}.
 *
 * @param id names this host among all, for ever: its servers are placed by it
 * @param region where this host is, one of {@code meridian.regions}
 * @param address at which clients reach this host's servers
 * @param listenAddresses on which servers listen, as PostgreSQL's {@code listen_addresses}
 * @param ports given to servers
 * @param directory where servers live, in {@code <directory>/<server id>/}
 * @param socketDirectory where their private sockets lie, in {@code <socketDirectory>/<port>/};
 *     {@code <directory>/run} if not set
 * @param osUser whom PostgreSQL runs as, if this process is root's; found by itself if not set
 * @param binariesDirectory where bundled PostgreSQL is unpacked, if it is needed; {@code
 *     <directory>/postgresql} if not set
 * @param binDirectories further places to look for installed PostgreSQL
 * @param stopServersOnShutdown whether servers stop with this process; otherwise they outlive it
 *     and are found again
 * @param heartbeat how often this host reports itself
 * @param serverHeartbeat how often a heartbeat is committed in each server, by which restore drills
 *     tell which second a copy has; zero for never
 * @param repositoryPatience how long a restore waits for a repository that can't be reached; zero
 *     for not at all
 */
@ConfigurationProperties("meridian.postgres-host")
public record HostSettings(
    @DefaultValue("host-1") String id,
    @DefaultValue("local") String region,
    @DefaultValue("127.0.0.1") String address,
    @DefaultValue("127.0.0.1") List<String> listenAddresses,
    @DefaultValue Ports ports,
    @DefaultValue("/var/lib/meridian/servers") Path directory,
    @Nullable Path socketDirectory,
    @Nullable String osUser,
    @Nullable Path binariesDirectory,
    @DefaultValue List<Path> binDirectories,
    @DefaultValue("false") boolean stopServersOnShutdown,
    @DefaultValue("5s") Duration heartbeat,
    @DefaultValue("5s") Duration serverHeartbeat,
    @DefaultValue("15m") Duration repositoryPatience) {

  /** The system's limit of a socket's path is 108 bytes with its final zero; macOS has 104. */
  private static final int LONGEST_SOCKET_PATH = 103;

  /** Settings that can work. */
  public HostSettings {
    directory = directory.toAbsolutePath().normalize();
    socketDirectory =
        socketDirectory == null
            ? directory.resolve("run")
            : socketDirectory.toAbsolutePath().normalize();
    requireShort(socketDirectory);
  }

  /** Where the private sockets of servers lie. */
  @Override
  public Path socketDirectory() {
    return socketDirectory == null ? directory.resolve("run") : socketDirectory;
  }

  /** Where bundled PostgreSQL is unpacked, if it is needed. */
  public Path binaries() {
    return binariesDirectory == null ? directory.resolve("postgresql") : binariesDirectory;
  }

  private static void requireShort(Path socketDirectory) {
    String longest = socketDirectory + "/65535/.s.PGSQL.65535";
    int length = longest.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "The private sockets of servers would lie in %s, %d bytes more than the system allows for a socket's path: set meridian.postgres-host.socket-directory to a shorter one, such as /run/meridian"
              .formatted(socketDirectory, length - LONGEST_SOCKET_PATH));
    }
  }

  /**
   * A range of ports.
   *
   * @param first the first one
   * @param count how many, from the first on
   */
  public record Ports(@DefaultValue("5500") int first, @DefaultValue("100") int count) {

    /** Whether the port is one of them. */
    public boolean contain(int port) {
      return port >= first && port < first + count;
    }
  }
}

package dev.meridian.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sockets on which a process waits for connections, as Linux tells them. */
final class ListeningSockets {

  private static final String LISTENING = "0A";
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningSockets() {}

  /** Those that others can reach, each by its local address. */
  static List<String> overTcp(long pid) throws IOException {
    Set<String> own;
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      own =
          files
              .map(ListeningSockets::target)
              .filter(target -> target.startsWith("socket:["))
              .map(target -> target.substring("socket:[".length(), target.length() - 1))
              .collect(Collectors.toSet());
    }
    return Stream.of("tcp", "tcp6")
        .flatMap(kind -> lines(Path.of("/proc/" + pid + "/net/" + kind)))
        .map(line -> line.strip().split("\\s+"))
        .filter(line -> line[STATE].equals(LISTENING) && own.contains(line[INODE]))
        .map(line -> line[1])
        .toList();
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream().skip(1);
    } catch (IOException e) {
      // There is none where the machine knows no IPv6.
      return Stream.empty();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}

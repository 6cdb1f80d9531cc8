package dev.meridian.postgres.runtime;

import dev.meridian.postgres.runtime.Installation.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL that somebody installed on this machine. */
final class InstalledBinaries {

  private static final Logger log = LoggerFactory.getLogger(InstalledBinaries.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int OLDEST = 15;
  private static final int NEWEST = 18;
  private static final List<String> PROGRAMS = List.of("initdb", "pg_ctl", "postgres");
  private static final Pattern VERSION =
      Pattern.compile("\\(PostgreSQL\\) ((\\d+)(?:\\.(\\d+)|[a-z]+\\d*)?)");

  /** Parents of version directories and the glob of those: Debian, Red Hat, Homebrew. */
  private static final List<List<String>> USUAL =
      List.of(
          List.of("/usr/lib/postgresql", "*"),
          List.of("/usr", "pgsql-*"),
          List.of("/opt/homebrew/opt", "postgresql@*"),
          List.of("/usr/local/opt", "postgresql@*"));

  private InstalledBinaries() {}

  /** The {@code bin} directories where PostgreSQL usually is, and those of the {@code PATH}. */
  static List<Path> directories() {
    var directories = new ArrayList<Path>();
    for (var usual : USUAL) {
      try (var versions = Files.newDirectoryStream(Path.of(usual.get(0)), usual.get(1))) {
        versions.forEach(version -> directories.add(version.resolve("bin")));
      } catch (IOException absent) {
        log.trace("No {}", usual, absent);
      }
    }
    directories.addAll(Installations.onPath());
    return directories;
  }

  /** The complete, supported installations in these directories: the highest of each major. */
  static SortedMap<Integer, Installation> bestPerMajor(List<Path> directories) {
    var best = new TreeMap<Integer, Installation>();
    for (var directory : directories) {
      inspect(directory)
          .ifPresent(found -> best.merge(found.major(), found, InstalledBinaries::higher));
    }
    return best;
  }

  private static Installation higher(Installation one, Installation other) {
    return minor(other.version()) > minor(one.version()) ? other : one;
  }

  private static int minor(String version) {
    var point = version.indexOf('.');
    return point < 0 ? -1 : Integer.parseInt(version.substring(point + 1));
  }

  private static Optional<Installation> inspect(Path directory) {
    if (!PROGRAMS.stream().allMatch(name -> Files.isExecutable(directory.resolve(name)))) {
      return Optional.empty();
    }
    try {
      var command = List.of(directory.resolve("postgres").toString(), "--version");
      var printed = Program.run(command, TIMEOUT).require("--version");
      return parse(printed, directory);
    } catch (PostgresFailure broken) {
      log.warn("Ignoring the PostgreSQL in {}: it does not tell its version", directory, broken);
      return Optional.empty();
    }
  }

  /** Reads what {@code postgres --version} prints; empty if unsupported. */
  static Optional<Installation> parse(String printed, Path directory) {
    var version = VERSION.matcher(printed);
    if (!version.find()) {
      return Optional.empty();
    }
    var major = Integer.parseInt(version.group(2));
    return major < OLDEST || major > NEWEST
        ? Optional.empty()
        : Optional.of(new Installation(major, version.group(1), directory, Origin.INSTALLED));
  }
}

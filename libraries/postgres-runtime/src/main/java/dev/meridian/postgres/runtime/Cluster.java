package dev.meridian.postgres.runtime;

import dev.meridian.postgres.runtime.PostgresFailure.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * One data directory and the postmaster on it. The postmaster runs in a session of its own: it
 * outlives this JVM, and a Ctrl-C in our terminal does not reach it. Its state is always read from
 * its own files, so any number of these objects, in any process, agree.
 *
 * <p>One caller at a time changes a cluster; reading is free for all.
 */
public final class Cluster {

  private static final Duration INITIALIZE_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);
  private static final Duration APPEARS_WITHIN = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(20);

  /** What a start meets while a killed postmaster, or what it left running, is not quite gone. */
  private static final List<String> NOT_QUITE_GONE =
      List.of("lock file \"postmaster.pid\" already exists", "pre-existing shared memory block");

  private final Installation installation;
  private final Path dataDirectory;
  private final ServerLog log;
  private final OsUser user;

  /**
   * A cluster that may or may not exist yet.
   *
   * @param logFile where the postmaster's output is appended; outside the data directory
   */
  public Cluster(Installation installation, Path dataDirectory, Path logFile, OsUser user) {
    this.installation = installation;
    this.dataDirectory = dataDirectory.toAbsolutePath().normalize();
    this.log = new ServerLog(logFile.toAbsolutePath().normalize(), user);
    this.user = user;
  }

  public Installation installation() {
    return installation;
  }

  public Path dataDirectory() {
    return dataDirectory;
  }

  /** Whether there is a cluster in the data directory. */
  public boolean isInitialized() {
    return Files.exists(dataDirectory.resolve("PG_VERSION"));
  }

  /**
   * Makes a new cluster. The data directory appears complete or not at all; its parent is created
   * if absent.
   *
   * @throws PostgresFailure {@link Reason#ALREADY_INITIALIZED}, {@link
   *     Reason#UNREACHABLE_DIRECTORY} or {@link Reason#INITIALIZE_FAILED}
   */
  public void initialize(InitializeOptions options) {
    if (isInitialized()) {
      throw new PostgresFailure(
          Reason.ALREADY_INITIALIZED, "There is a cluster in " + dataDirectory + " already");
    }
    var partial = dataDirectory.resolveSibling(dataDirectory.getFileName() + ".initializing");
    try {
      FileTree.delete(partial);
      Files.createDirectories(FileTree.parent(dataDirectory));
      user.requireAccess(FileTree.parent(dataDirectory));
      Files.createDirectory(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      user.own(partial);
      initdb(partial, options);
      // An empty directory, made beforehand by an administrator, gives way.
      Files.deleteIfExists(dataDirectory);
      Files.move(partial, dataDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a cluster in " + dataDirectory, e);
    }
  }

  private void initdb(Path directory, InitializeOptions options) throws IOException {
    var command = new ArrayList<String>();
    command.add(installation.program("initdb").toString());
    command.add("--pgdata=" + directory);
    command.addAll(options.arguments(installation.major()));
    var result = Program.run(user.command(command), INITIALIZE_TIMEOUT);
    if (result.exit() != 0) {
      FileTree.delete(directory);
      throw new PostgresFailure(
          Reason.INITIALIZE_FAILED,
          "initdb of PostgreSQL %s failed for %s: %s"
              .formatted(installation.version(), dataDirectory, result.output()));
    }
  }

  /**
   * Starts the postmaster and waits until it accepts connections.
   *
   * @param settings settings for its command line, such as {@code config_file}; they override every
   *     file and must not be secret, since every user of the machine sees them
   * @throws PostgresFailure {@link Reason#NOT_INITIALIZED}; {@link Reason#ALREADY_RUNNING}; {@link
   *     Reason#START_FAILED} with the end of its log; {@link Reason#START_TIMED_OUT} if it is still
   *     starting, which goes on
   */
  public void start(Map<String, String> settings, Duration timeout) {
    requireStartable();
    log.prepare();
    var deadline = System.nanoTime() + GONE_WITHIN.toNanos();
    while (true) {
      var from = log.size();
      var result = runStart(startCommand(settings, timeout), timeout);
      if (result.exit() == 0) {
        return;
      }
      var printed = log.since(from);
      if (NOT_QUITE_GONE.stream().noneMatch(printed::contains) || System.nanoTime() > deadline) {
        throw startFailure(result.output(), printed, timeout);
      }
      pause();
    }
  }

  /** An interrupt may come before the postmaster can be found, which somebody is to stop then. */
  private Program.Result runStart(List<String> command, Duration timeout) {
    try {
      return Program.run(command, timeout.plus(GRACE));
    } catch (PostgresFailure e) {
      if (e.reason() == Reason.INTERRUPTED) {
        awaitSignOfLife();
      }
      throw e;
    }
  }

  private void awaitSignOfLife() {
    boolean interrupted = Thread.interrupted();
    var deadline = System.nanoTime() + APPEARS_WITHIN.toNanos();
    while (!isRunning() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresFailure(Reason.INTERRUPTED, "Interrupted while starting PostgreSQL", e);
    }
  }

  private void requireStartable() {
    if (!isInitialized()) {
      throw new PostgresFailure(
          Reason.NOT_INITIALIZED, "There is no cluster in " + dataDirectory + " to start");
    }
    postmaster()
        .ifPresent(
            running -> {
              throw new PostgresFailure(
                  Reason.ALREADY_RUNNING,
                  "PostgreSQL runs on %s already, as process %d"
                      .formatted(dataDirectory, running.pid()));
            });
  }

  private List<String> startCommand(Map<String, String> settings, Duration timeout) {
    var options = new StringBuilder();
    settings.forEach((name, value) -> options.append("-c ").append(quote(name + "=" + value)));
    var command = new ArrayList<>(pgCtl("start", timeout));
    command.add("--log=" + log.file());
    command.add("--options=" + options);
    return user.command(command);
  }

  /** pg_ctl hands the options to a shell. */
  private static String quote(String option) {
    return "'" + option.replace("'", "'\\''") + "' ";
  }

  private PostgresFailure startFailure(String output, String printed, Duration timeout) {
    if (isRunning()) {
      return new PostgresFailure(
          Reason.START_TIMED_OUT,
          "PostgreSQL on %s did not accept connections within %s and is still starting"
              .formatted(dataDirectory, timeout));
    }
    return new PostgresFailure(
        Reason.START_FAILED,
        "PostgreSQL %s did not start on %s. It wrote to %s: %s"
            .formatted(
                installation.version(),
                dataDirectory,
                log.file(),
                printed.isEmpty() ? output : printed));
  }

  /**
   * Stops the postmaster and waits for its end; nothing happens if none runs.
   *
   * @throws PostgresFailure {@link Reason#STOP_TIMED_OUT} if it is still stopping, which goes on;
   *     with what its processes are busy with
   */
  public void stop(StopMode mode, Duration timeout) {
    if (!isRunning()) {
      return;
    }
    var command = new ArrayList<>(pgCtl("stop", timeout));
    command.add("--mode=" + mode.argument());
    var result = Program.run(user.command(command), timeout.plus(GRACE));
    if (result.exit() != 0 && isRunning()) {
      throw new PostgresFailure(
          Reason.STOP_TIMED_OUT,
          "PostgreSQL on %s did not stop within %s: %s. It still has these processes: %s"
              .formatted(dataDirectory, timeout, result.output(), processTitles()));
    }
  }

  /** What a server that doesn't stop is busy with, as far as its processes' titles tell. */
  private String processTitles() {
    return pid().stream()
        .mapToObj(ProcessHandle::of)
        .flatMap(Optional::stream)
        .flatMap(ProcessHandle::descendants)
        .map(Cluster::title)
        .filter(title -> !title.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** A process of PostgreSQL writes what it does over its command line. */
  private static String title(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .replace('\0', ' ')
          .strip();
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * Makes the postmaster read its configuration files again.
   *
   * @throws PostgresFailure {@link Reason#NOT_RUNNING}
   */
  public void reload() {
    if (!isRunning()) {
      throw new PostgresFailure(
          Reason.NOT_RUNNING, "No PostgreSQL runs on " + dataDirectory + " to be reloaded");
    }
    Program.run(user.command(pgCtl("reload", RELOAD_TIMEOUT)), RELOAD_TIMEOUT)
        .require("Reloading PostgreSQL on " + dataDirectory);
  }

  private List<String> pgCtl(String action, Duration timeout) {
    var command = new ArrayList<String>();
    command.add(installation.program("pg_ctl").toString());
    command.add(action);
    command.add("--pgdata=" + dataDirectory);
    if (!action.equals("reload")) {
      command.add("--wait");
      command.add("--timeout=" + Math.max(1, timeout.toSeconds()));
    }
    return List.copyOf(command);
  }

  /** The postmaster on this data directory; empty if none is alive. Spawns no process. */
  public Optional<Postmaster> postmaster() {
    return Postmaster.of(dataDirectory);
  }

  /** The postmaster's process id. */
  public OptionalLong pid() {
    return postmaster().stream().mapToLong(Postmaster::pid).findFirst();
  }

  /** Whether a postmaster is alive on this data directory, whoever started it. */
  public boolean isRunning() {
    return postmaster().isPresent();
  }

  /** The last lines that the postmaster wrote to its log file. */
  public String logTail() {
    return log.since(0);
  }
}

package dev.meridian.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs Meridian here until it is told to stop. */
@Command(
    name = "up",
    description = {
      "Runs all of Meridian on this machine until Ctrl-C: the broker, the services, and a host",
      "for your servers. Everything is kept in the data directory; the next 'up' goes on with it.",
      "Backups are too, unless the environment says where: MERIDIAN_REGIONS_0_NAME, …_REPOSITORY",
      "and so on (README, \"Where backups are kept\"). The host is in the first of these regions.%n"
    },
    mixinStandardHelpOptions = true,
    footer = {"%nFor example:", "  meridian up --data-dir /srv/meridian"})
final class UpCommand implements Callable<Integer> {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = {
        "Where everything is kept (default: $MERIDIAN_DATA_DIR, ~/.meridian, or for root",
        "/var/lib/meridian)."
      })
  private @Nullable Path dataDirectory;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The first of six ports for HTTP (default: ${DEFAULT-VALUE}).")
  private int http;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "The broker's port; the one after it is taken too (default: ${DEFAULT-VALUE}).")
  private int kafka;

  @Option(
      names = "--database-port",
      paramLabel = "PORT",
      defaultValue = "5499",
      description = "The port of the services' own PostgreSQL (default: ${DEFAULT-VALUE}).")
  private int database;

  @Option(
      names = "--server-ports",
      paramLabel = "PORT",
      defaultValue = "5500",
      description = "The first of a hundred ports for your servers (default: ${DEFAULT-VALUE}).")
  private int servers;

  @Spec private CommandSpec spec;

  // Picocli injects what the command line says before it runs the command.
  @SuppressWarnings("NullAway.Init")
  UpCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    long from = System.nanoTime();
    Path directory = dataDirectory == null ? DataDirectory.usual() : dataDirectory;
    ServiceLog.to(directory);
    spec.commandLine().getOut().println("Meridian starts in " + directory.toAbsolutePath());
    Meridian meridian;
    try {
      meridian =
          Meridian.start(
              directory,
              new Ports(http, kafka, kafka + 1, database, servers),
              new StandardEnvironment());
    } catch (StartupFailure e) {
      spec.commandLine().getErr().println("meridian up: " + explained(e));
      return 1;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  spec.commandLine().getOut().println("Meridian stops");
                  meridian.close();
                  stopped.countDown();
                },
                "meridian-stop"));
    ready(meridian, Duration.ofNanos(System.nanoTime() - from));
    stopped.await();
    return 0;
  }

  private void ready(Meridian meridian, Duration took) {
    StringBuilder text = new StringBuilder();
    meridian
        .endpoints()
        .forEach((name, where) -> text.append("  %-14s %s%n".formatted(name, where)));
    text.append("  %-14s %s%n".formatted("CA certificate", meridian.caCertificate()));
    spec.commandLine()
        .getOut()
        .printf(
            "%sMeridian is ready after %.1f s: open %s. Ctrl-C stops it%n",
            text, took.toMillis() / 1e3, meridian.endpoints().get("portal"));
    spec.commandLine().getOut().flush();
  }

  static String explained(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getCause() == null) {
        text.append(": ").append(cause.getMessage());
      }
    }
    return text.toString();
  }
}

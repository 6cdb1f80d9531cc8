package dev.meridian.host.instance;

import dev.meridian.host.access.ClientAuthentication;
import dev.meridian.host.configuration.ServerConfiguration;
import dev.meridian.host.directory.ServerDirectories;
import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.host.server.Server;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.runtime.Cluster;
import dev.meridian.postgres.runtime.InitializeOptions;
import dev.meridian.postgres.runtime.PostgresFailure;
import dev.meridian.postgres.runtime.Postmaster;
import dev.meridian.postgres.runtime.StopMode;
import dev.meridian.postgres.settings.OwnSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A server as a process on this machine, whether it exists yet or not. Its state is read from disk
 * every time, so that it doesn't matter who started it. For one thread at a time.
 */
public final class Instance {

  private static final Duration SHUTDOWN = Duration.ofSeconds(60);
  private static final Duration ABORT = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration RELOAD = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Server server;
  private final ServerDirectory directory;
  private final ServerDirectories directories;
  private final Cluster cluster;
  private final ServerCertificate certificate;
  private final String ourOsUser;

  Instance(
      Server server,
      ServerDirectory directory,
      ServerDirectories directories,
      Cluster cluster,
      ServerCertificate certificate,
      String ourOsUser) {
    this.server = server;
    this.directory = directory;
    this.directories = directories;
    this.cluster = cluster;
    this.certificate = certificate;
    this.ourOsUser = ourOsUser;
  }

  /** Where its files lie. */
  public ServerDirectory directory() {
    return directory;
  }

  /** Whether its process is alive. */
  public boolean isRunning() {
    return cluster.isRunning();
  }

  /** Whether it accepts connections that may write. */
  public boolean isReady() {
    return cluster
        .postmaster()
        .filter(postmaster -> postmaster.status() == Postmaster.Status.READY)
        .isPresent();
  }

  /** Makes an empty data directory. */
  public void initialize() {
    directories.create(directory);
    cluster.initialize(
        InitializeOptions.superuser(ClientAuthentication.SUPERUSER)
            .withAuthentication("peer", "reject"));
  }

  /** Makes its directories, for the user that it runs as and for nobody else. */
  public void prepareDirectories() {
    directories.create(directory);
  }

  /** Gives files that were put there to the user that it runs as. */
  public void ownFiles(Path tree) {
    directories.own(tree);
  }

  /** Writes a file for the user that it runs as; it is there whole, or as it was before. */
  public void write(Path file, String text) {
    directories.write(file, text);
  }

  /** What {@code ALTER SYSTEM} wrote there; none where its file isn't. */
  public OwnSettings ownSettings() {
    Path file = directory.data().resolve(OwnSettings.FILE);
    try {
      return OwnSettings.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return OwnSettings.NONE;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /**
   * Writes all of its configuration, with a new certificate; it counts from the next start on.
   *
   * @param blocks CIDR blocks from where clients may connect
   */
  public void configure(ServerConfiguration configuration, List<String> blocks) {
    directories.create(directory);
    certificate.issue(directory);
    write("pg_ident.conf", ClientAuthentication.identities(ourOsUser));
    write("pg_hba.conf", ClientAuthentication.rules(blocks));
    write("postgresql.conf", configuration.text());
  }

  /** Starts it and waits until it accepts connections; as {@link Cluster#start} does. */
  public void start(Duration timeout) {
    start(Map.of(), timeout);
  }

  /**
   * As {@link #start(Duration)}, with settings for this one run that go before all others.
   *
   * @param settings everybody on this machine can see them
   */
  public void start(Map<String, String> settings, Duration timeout) {
    directories.create(directory);
    Map<String, String> options = new LinkedHashMap<>(settings);
    options.put("config_file", conf("postgresql.conf").toString());
    cluster.start(options, timeout);
  }

  /** Makes all that it stores durable, whatever it did about that itself. */
  public void sync() {
    directories.sync(directory);
  }

  /**
   * Begins with that while it runs, so that less is left to {@link #sync}.
   *
   * @param ended asked again and again whether to end
   * @throws IOException when something can't be written; {@link #sync} wouldn't be told of it again
   */
  public void beginSync(BooleanSupplier ended) throws IOException {
    directories.beginSync(directory, ended);
  }

  /** Makes an empty directory for log that is on its way to it. */
  public void prepareArriving() {
    directories.makeEmpty(directory.arriving());
  }

  /** Removes what {@link #prepareArriving} made, if it is there. */
  public void removeArriving() {
    directories.delete(directory.arriving());
  }

  /** Stops it, disconnecting its clients; nothing happens if it doesn't run. */
  public void stop() {
    try {
      cluster.stop(StopMode.FAST, SHUTDOWN);
    } catch (PostgresFailure slow) {
      if (slow.reason() != PostgresFailure.Reason.STOP_TIMED_OUT) {
        throw slow;
      }
      cluster.stop(StopMode.IMMEDIATE, ABORT);
    }
  }

  /** Ends its process, if it has one, without having it write what it has in memory. */
  public void abort() {
    cluster.stop(StopMode.IMMEDIATE, ABORT);
  }

  /** Removes its process and all of its files, as far as there are any. */
  public void destroy() {
    abort();
    directories.delete(directory);
  }

  /** A session of the superuser. */
  public Session connect(String database) {
    return Session.open(
        directory.socketDirectory(),
        server.port(),
        ClientAuthentication.SUPERUSER,
        database,
        CONNECT);
  }

  /** Ends the superuser's sessions, whatever they wait for. */
  public void endSessions() {
    try (Session session = connect("postgres")) {
      session.text(
          """
          select count(pg_terminate_backend(pid)) from pg_stat_activity
          where usename = ? and backend_type = 'client backend' and pid <> pg_backend_pid()
          """,
          ClientAuthentication.SUPERUSER);
    }
  }

  /**
   * Lets clients in from these blocks and nowhere else, from when this returns: new connections are
   * judged by them, and existing ones that they no longer allow are ended.
   *
   * @param blocks CIDR blocks
   * @throws RulesRefused when PostgreSQL doesn't understand them
   */
  public void admit(List<String> blocks) {
    String before;
    try (Session session = connect("postgres")) {
      before = String.valueOf(session.text("select pg_conf_load_time()::text"));
      write("pg_hba.conf", ClientAuthentication.rules(blocks));
      session.text("select pg_reload_conf()");
    }
    awaitReload(before);
    try (Session session = connect("postgres")) {
      String errors =
          session.text(
              "select string_agg(format('line %s: %s', line_number, error), '; ')"
                  + " from pg_hba_file_rules where error is not null");
      if (errors != null) {
        throw new RulesRefused(errors);
      }
      session.text(
          """
          select count(pg_terminate_backend(pid)) from pg_stat_activity
          where client_addr is not null and coalesce(usename, '') not in (?, ?)
            and not exists (select from unnest(?::cidr[]) block where client_addr <<= block)
          """,
          ClientAuthentication.SUPERUSER,
          ClientAuthentication.REPLICATION,
          "{" + String.join(",", blocks) + "}");
    }
  }

  /** Gives a running server other settings, as far as they need no restart. */
  public void reconfigure(ServerConfiguration configuration) {
    String before;
    try (Session session = connect("postgres")) {
      before = String.valueOf(session.text("select pg_conf_load_time()::text"));
      write("postgresql.conf", configuration.text());
      session.text("select pg_reload_conf()");
    }
    awaitReload(before);
  }

  /** What PostgreSQL itself says that it is. */
  public Identity identity() {
    try (Session session = connect("postgres")) {
      String version = String.valueOf(session.text("show server_version"));
      String system =
          String.valueOf(session.text("select system_identifier::text from pg_control_system()"));
      String timeline =
          String.valueOf(
              session.text(
                  "select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"));
      return new Identity(
          version.split(" ", 2)[0],
          Long.toUnsignedString(Long.parseLong(system)),
          Integer.parseInt(timeline));
    }
  }

  /** What is free where its files lie. */
  public long freeBytes() {
    return directories.freeBytes();
  }

  /** The last lines that it printed while it started, before it had a log. */
  public String lastStartLines() {
    return cluster.logTail();
  }

  /** The last lines that it logged. */
  public String lastLogLines() {
    return ServerLogs.lastLines(directory.log(), 12);
  }

  /**
   * What a running server is.
   *
   * @param version full, such as {@code 18.6}
   * @param systemIdentifier unsigned
   * @param timeline the one that it writes
   */
  public record Identity(String version, String systemIdentifier, int timeline) {}

  /** A new session has its settings from the postmaster: it tells when that one last read them. */
  private void awaitReload(String before) {
    long deadline = System.nanoTime() + RELOAD.toNanos();
    while (true) {
      try (Session session = connect("postgres")) {
        if (session.holds("select pg_conf_load_time() > ?::timestamptz", before)) {
          return;
        }
      }
      if (System.nanoTime() > deadline) {
        throw new RulesRefused("the server did not read its configuration again");
      }
      Pause.of(POLL);
    }
  }

  private void write(String name, String text) {
    write(conf(name), text);
  }

  private Path conf(String name) {
    return directory.conf().resolve(name);
  }
}

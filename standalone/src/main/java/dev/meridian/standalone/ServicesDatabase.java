package dev.meridian.standalone;

import dev.meridian.postgres.runtime.Cluster;
import dev.meridian.postgres.runtime.InitializeOptions;
import dev.meridian.postgres.runtime.Installation;
import dev.meridian.postgres.runtime.Installations;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.postgres.runtime.StopMode;
import dev.meridian.security.scram.ScramVerifier;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The PostgreSQL in which the services keep their own state. Its password is random, in a file that
 * its owner alone can read; over the network it listens on loopback only.
 */
final class ServicesDatabase implements AutoCloseable {

  static final String USER = "meridian";

  private static final int VERSION = 18;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final Path passwordFile;
  private final int port;

  private ServicesDatabase(Cluster cluster, Path passwordFile, int port) {
    this.cluster = cluster;
    this.passwordFile = passwordFile;
    this.port = port;
  }

  /** Starts it, and makes it first if it isn't there. One that outlived a kill is taken over. */
  static ServicesDatabase start(DataDirectory home, int port) {
    Path directory = home.database();
    Installation installation =
        Installations.bundled(home.postgresql(), List.of()).forMajor(VERSION);
    OsUser user = OsUser.forPostgres();
    Cluster cluster =
        new Cluster(
            installation, directory.resolve("data"), directory.resolve("postgresql.log"), user);
    ServicesDatabase database = new ServicesDatabase(cluster, directory.resolve("password"), port);
    database.prepare(installation, user);
    // A port may be another one than that of the run that was killed.
    cluster.stop(StopMode.FAST, PATIENCE);
    cluster.start(database.settings(), PATIENCE);
    return database;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
  }

  String password() {
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare(Installation installation, OsUser user) {
    if (cluster.isInitialized() && Files.exists(passwordFile)) {
      return;
    }
    if (!cluster.isInitialized()) {
      cluster.initialize(
          InitializeOptions.superuser(USER).withAuthentication("reject", "scram-sha-256"));
    }
    String password = randomPassword();
    setPassword(installation, user, password);
    keep(password);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "120");
    settings.put("shared_buffers", "32MB");
    return settings;
  }

  /** In single-user mode: nobody else can connect while the password isn't set. */
  private void setPassword(Installation installation, OsUser user, String password) {
    ScramVerifier verifier = ScramVerifier.of(password.toCharArray(), new SecureRandom());
    try {
      Process process =
          new ProcessBuilder(
                  user.command(
                      List.of(
                          installation.program("postgres").toString(),
                          "--single",
                          "-D",
                          cluster.dataDirectory().toString(),
                          "postgres")))
              .directory(cluster.dataDirectory().getRoot().toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(
            "alter role %s password '%s'\n"
                .formatted(USER, verifier.text())
                .getBytes(StandardCharsets.UTF_8));
      }
      if (process.waitFor() != 0) {
        throw new StartupFailure("The services' database can't be given its password");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupFailure("Interrupted while making the services' database", e);
    }
  }

  private void keep(String password) {
    try {
      Path partial = passwordFile.resolveSibling("password.partial");
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, password + "\n");
      Files.move(partial, passwordFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String randomPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  @Override
  public void close() {
    cluster.stop(StopMode.FAST, PATIENCE);
  }
}

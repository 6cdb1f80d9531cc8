package dev.meridian.standalone.deployment;

import dev.meridian.host.access.ClientAuthentication;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.fleet.FleetDirectory.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the secrets of a deployment, once; each part of it gets a directory with its own only. */
@Command(
    name = "secrets",
    description = {
      "Makes the secrets of services that run apart, such as in containers: in DIR, a directory",
      "for each that holds what it needs and nothing else. What is there already stays.%n"
    },
    mixinStandardHelpOptions = true,
    footer = {"%nFor example:", "  meridian secrets /secrets"})
public final class SecretsCommand implements Callable<Integer> {

  /** Spring Boot takes a file for the property that it is named after. */
  private static final String PASSWORD = "meridian.database.password";

  @Parameters(paramLabel = "DIR", description = "Where the directories lie, or are made.")
  private Path directory;

  @Spec private CommandSpec spec;

  /** Picocli injects what the command line says before it runs the command. */
  @SuppressWarnings("NullAway.Init")
  public SecretsCommand() {}

  @Override
  public Integer call() throws IOException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(directory.resolve("postgres-host"));
    fleet.handOut(
        directory.resolve("backup-service"),
        Set.of(Part.REPOSITORY),
        ClientAuthentication.REPLICATION);
    fleet.handOut(directory.resolve("restore-service"), Set.of(Part.REPOSITORY));
    fleet.handOut(directory.resolve("inventory-service"), Set.of(Part.SEALING));
    databasePassword(directory.resolve("database"));
    spec.commandLine().getOut().println("The secrets are in " + directory);
    return 0;
  }

  /** The database reads it as a user of its own: who may see it is who is given the directory. */
  private static void databasePassword(Path database) throws IOException {
    Path file = database.resolve(PASSWORD);
    if (Files.exists(file)) {
      return;
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.createDirectories(database);
    // A name with a dot at its beginning is no property to Spring Boot.
    Path partial = database.resolve(".partial");
    Files.writeString(partial, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}

package dev.meridian.cli.repository;

import java.time.Duration;
import picocli.CommandLine.Command;

/** Groups the commands on the repository. */
@Command(
    name = "repository",
    description =
        "Says what the backup repository holds and what would expire of it, and verifies it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RepositoryStatistics.class,
      VerifyRepository.class,
      SimulateExpiry.class,
      RebuildCatalogue.class,
      BeginAnew.class
    },
    footer = {"%nFor example:", "  meridian repository verify shop"})
public final class RepositoryCommand {

  /** For an answer before which whole repositories are gone through. */
  static final Duration LIMIT = Duration.ofMinutes(30);

  private RepositoryCommand() {}
}

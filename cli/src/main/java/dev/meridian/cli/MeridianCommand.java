package dev.meridian.cli;

import dev.meridian.cli.backup.BackupCommand;
import dev.meridian.cli.drill.DrillCommand;
import dev.meridian.cli.firewall.FirewallRuleCommand;
import dev.meridian.cli.messaging.EventsCommand;
import dev.meridian.cli.repository.RepositoryCommand;
import dev.meridian.cli.restore.RestoreCommand;
import dev.meridian.cli.secret.SecretCommand;
import dev.meridian.cli.server.ServerCommand;
import dev.meridian.cli.terminal.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
    name = "meridian",
    description = {
      "Runs PostgreSQL servers, backs them up all the time, and restores them to any second into a new server.%n"
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServerCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DrillCommand.class,
      RepositoryCommand.class,
      FirewallRuleCommand.class,
      EventsCommand.class,
      SecretCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused or failed; standard error says why, with a stable code",
      "2:the command line is wrong",
      "3:a service or the broker can't be reached"
    },
    footer = {
      "%nTo run Meridian itself: 'meridian up' on this machine, 'meridian demo' to see it work.",
      "%nFor example:",
      "  meridian server create shop --admin-login ada --wait",
      "  meridian restore create shop --to shop-1159 --at 2026-11-22T11:59:59+01:00"
    })
public final class MeridianCommand implements Runnable {

  @Spec private CommandSpec spec;

  // Picocli injects the specification before it runs a command.
  @SuppressWarnings("NullAway.Init")
  private MeridianCommand() {}

  /** All commands, at this process's terminal; more can be added as subcommands. */
  public static CommandLine commandLine() {
    return commandLine(Terminal.system());
  }

  /** All commands, at another terminal. */
  public static CommandLine commandLine(Terminal terminal) {
    CommandLine root = new CommandLine(new MeridianCommand(), new Commands(terminal));
    abbreviateSynopses(root);
    return root.setOut(terminal.out())
        .setErr(terminal.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(new Failures(terminal))
        .setExecutionExceptionHandler(new Failures(terminal));
  }

  private static void abbreviateSynopses(CommandLine command) {
    command.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    command.getSubcommands().values().forEach(MeridianCommand::abbreviateSynopses);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}

package dev.meridian.standalone;

import dev.meridian.cli.MeridianCommand;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.standalone.demo.DemoCommand;
import dev.meridian.standalone.deployment.SecretsCommand;
import picocli.CommandLine;

/** Every command of the CLI, and those that run Meridian, here or apart. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    ServiceLog.silence();
    System.exit(commandLine().execute(args));
  }

  private static CommandLine commandLine() {
    Terminal terminal = Terminal.system();
    return MeridianCommand.commandLine(terminal)
        .addSubcommand(new UpCommand())
        .addSubcommand(new DemoCommand(terminal))
        .addSubcommand(new SecretsCommand());
  }
}

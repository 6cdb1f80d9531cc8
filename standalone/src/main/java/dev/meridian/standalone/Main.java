package dev.meridian.standalone;

import dev.meridian.cli.MeridianCommand;
import dev.meridian.standalone.demo.DemoCommand;
import picocli.CommandLine;

/** Every command of the CLI, and the two that run Meridian here. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  private static CommandLine commandLine() {
    return MeridianCommand.commandLine()
        .addSubcommand(new UpCommand())
        .addSubcommand(new DemoCommand());
  }
}

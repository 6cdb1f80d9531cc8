package dev.meridian.cli;

import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One clear line on standard error for whatever goes wrong, and the exit code for it. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private static final int USAGE = CommandLine.ExitCode.USAGE;

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    terminal.err().println("meridian: " + wrong.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(wrong, terminal.err())) {
      terminal.err().printf("See: %s --help%n", command.getCommandSpec().qualifiedName());
    }
    return USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    if (failure instanceof Failure known) {
      terminal.err().println("meridian: " + known.getMessage());
      return known.exitCode();
    }
    terminal.err().println("meridian: " + failure);
    if (terminal.environment("MERIDIAN_DEBUG") != null) {
      failure.printStackTrace(terminal.err());
    }
    return Failure.FAILED;
  }
}

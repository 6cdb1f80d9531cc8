package dev.meridian.cli;

/** Runs one command line and ends with its exit code. */
public final class Main {

  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.exit(MeridianCommand.commandLine().execute(args));
  }
}

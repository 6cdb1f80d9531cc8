package dev.meridian.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a password comes from: a person, a file, or standard input; never an argument. */
public final class Passwords {

  private final Terminal terminal;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @ArgGroup(exclusive = true)
  private @Nullable Source source;

  private static final class Source {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "Reads the password from the first line of a file.")
    private @Nullable Path file;

    @Option(
        names = "--password-stdin",
        description = "Reads the password from the first line of standard input.")
    private boolean stdin;
  }

  /** Passwords as they can be given at a terminal. */
  @SuppressWarnings("NullAway.Init") // Picocli injects the command.
  public Passwords(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Reads a new password; a person is asked twice.
   *
   * @param whose what to ask for, such as {@code Password for ada}
   */
  public String readNew(String whose) {
    if (source != null && source.file != null) {
      return fromFile(source.file);
    }
    if (source != null && source.stdin) {
      return firstLine(
          new InputStreamReader(terminal.in(), StandardCharsets.UTF_8), "Standard input");
    }
    Terminal.Prompt prompt = terminal.prompt();
    if (prompt == null) {
      throw wrong(
          "There is no terminal to ask for the password: give --password-file or --password-stdin");
    }
    return askTwice(prompt, whose);
  }

  private String askTwice(Terminal.Prompt prompt, String whose) {
    char[] first = prompt.secret(whose + ": ");
    char[] second = first == null ? null : prompt.secret("The same again: ");
    if (first == null || second == null || first.length == 0) {
      throw wrong("No password was given");
    }
    if (!Arrays.equals(first, second)) {
      throw wrong("The two passwords are not the same");
    }
    return new String(first);
  }

  private String fromFile(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return firstLine(reader, file.toString());
    } catch (IOException e) {
      throw wrong("The password file can't be read: " + e);
    }
  }

  private String firstLine(Reader from, String what) {
    String line;
    try {
      line = new BufferedReader(from).readLine();
    } catch (IOException e) {
      throw wrong(what + " can't be read as UTF-8 text");
    }
    if (line == null || line.isEmpty()) {
      throw wrong(what + " has no password in its first line");
    }
    return line;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

package dev.meridian.cli.terminal;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command is run.
 *
 * @param prompt asks a person; null where nobody can be asked
 * @param environment the environment's variables
 * @param zone in which times are shown
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    @Nullable Prompt prompt,
    Map<String, String> environment,
    ZoneId zone) {

  /** Asks whoever sits there. */
  public interface Prompt {

    /** Asks for a line; null at the end of input. */
    @Nullable String line(String question);

    /** Asks for a secret, without an echo; null at the end of input. */
    char @Nullable [] secret(String question);
  }

  /** The terminal of this process. */
  public static Terminal system() {
    Console console = System.console();
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.in,
        console != null && console.isTerminal() ? new ConsolePrompt(console) : null,
        System.getenv(),
        ZoneId.systemDefault());
  }

  /** Whether somebody looks on. */
  public boolean isInteractive() {
    return prompt != null;
  }

  /** A variable of the environment; null when it isn't set, or is empty. */
  public @Nullable String environment(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  private record ConsolePrompt(Console console) implements Prompt {

    @Override
    public @Nullable String line(String question) {
      return console.readLine("%s", question);
    }

    @Override
    public char @Nullable [] secret(String question) {
      return console.readPassword("%s", question);
    }
  }
}

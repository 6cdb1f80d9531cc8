package dev.meridian.cli;

import dev.meridian.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command that was run in Berlin, and what it said. */
record Run(int exit, String out, String err) {

  /**
   * Runs a command.
   *
   * @param secrets what a person answers to questions; with none, there is no person
   */
  static Run of(
      Map<String, String> environment, Deque<String> secrets, String input, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            secrets.isEmpty() ? null : new ScriptedPrompt(secrets),
            Map.copyOf(environment),
            ZoneId.of("Europe/Berlin"));
    int exit = MeridianCommand.commandLine(terminal).execute(arguments);
    return new Run(exit, out.toString(), err.toString());
  }

  private record ScriptedPrompt(Deque<String> answers) implements Terminal.Prompt {

    @Override
    public @Nullable String line(String question) {
      return answers.poll();
    }

    @Override
    public char @Nullable [] secret(String question) {
      String answer = answers.poll();
      return answer == null ? null : answer.toCharArray();
    }
  }
}

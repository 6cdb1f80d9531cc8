package dev.meridian.cli.api;

import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Terminal;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What every command that talks to Meridian has: addresses, and a way to show answers. */
public final class Session {

  private enum Format {
    TABLE,
    JSON
  }

  private final Terminal terminal;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TABLE;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @ArgGroup(validate = false, heading = "%nWhere Meridian is, if not where 'meridian up' says:%n")
  private Endpoints endpoints = new Endpoints();

  /** A session at a terminal. */
  public Session(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Where the command is run. */
  public Terminal terminal() {
    return terminal;
  }

  /** A service's API. */
  public Api api(Service service) {
    return new Api(service, endpoints.of(service, terminal), terminal.zone());
  }

  /** The broker's bootstrap servers. */
  public String broker() {
    return endpoints.broker(terminal);
  }

  /** Whether answers are to be shown as JSON. */
  public boolean isJson() {
    return format == Format.JSON;
  }

  /** Shows an answer: as it is in JSON, or as {@code asText} prints it. */
  public void show(JsonNode answer, Consumer<JsonNode> asText) {
    if (isJson()) {
      terminal.out().println(Json.PRETTY.writeValueAsString(answer));
    } else {
      asText.accept(answer);
    }
    terminal.out().flush();
  }

  /** Prints a line about what goes on: to standard output, or aside if that is for JSON. */
  public void tell(String line) {
    (isJson() ? terminal.err() : terminal.out()).println(line);
  }

  /** An answer's members as people see them. */
  public Shown shown(JsonNode answer) {
    return new Shown(answer, terminal.zone());
  }
}

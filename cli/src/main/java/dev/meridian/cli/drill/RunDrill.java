package dev.meridian.cli.drill;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "run",
    description = {
      "Drills a server now.",
      "With --wait, it fails unless the server is proven, and says what was wrong."
    },
    footer = {"%nFor example:", "  meridian drill run shop --wait"})
final class RunDrill implements Callable<Integer> {

  static final Set<String> ENDS = Set.of("Verified", "Failed", "Cancelled");

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(paramLabel = "SERVER", description = "Its name or id; also a dropped one's.")
  private String server = "";

  RunDrill(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    Api restores = session.api(Service.RESTORE);
    JsonNode drill = restores.post(Api.path("servers", server, "drills"), null);
    if (waiting.isWanted()) {
      String path = Api.path("drills", drill.path("id").asString(""));
      drill =
          waiting.until(
              "The drill", () -> restores.get(path), seen -> ENDS.contains(status(seen)), _ -> {});
      if (!status(drill).equals("Verified")) {
        throw new Failure(
            "%s: %s"
                .formatted(
                    drill.path("code").asString("drill-cancelled"),
                    drill.path("reason").asString("The drill was cancelled")));
      }
    }
    session.show(drill, seen -> DrillText.facts(session, seen));
    return 0;
  }

  private static String status(JsonNode drill) {
    return drill.path("status").asString("");
  }
}

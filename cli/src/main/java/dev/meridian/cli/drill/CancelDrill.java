package dev.meridian.cli.drill;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description = "Gives a drill up, at whatever phase it is; nothing of it is left.",
    footer = {"%nFor example:", "  meridian drill cancel 0198a4d2-6f1e-7c3b-9d55-0a4f6e1b2c3d"})
final class CancelDrill implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "DRILL", description = "Its id.")
  private String drill = "";

  CancelDrill(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.RESTORE).post(Api.path("drills", drill, "cancel"), null),
        seen -> DrillText.facts(session, seen));
    return 0;
  }
}

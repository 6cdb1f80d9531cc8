package dev.meridian.cli.restore;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows how far a restore is.",
    footer = {"%nFor example:", "  meridian restore show 0198a4d2-6f1e-7c3b-9d55-0a4f6e1b2c3d"})
final class ShowRestore implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "RESTORE", description = "Its id.")
  private String restore = "";

  ShowRestore(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.RESTORE).get(Api.path("restores", restore)),
        found -> RestoreText.facts(session, found));
    return 0;
  }
}

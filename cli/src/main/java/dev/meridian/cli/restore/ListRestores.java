package dev.meridian.cli.restore;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = "Lists restores, the newest first.",
    footer = {"%nFor example:", "  meridian restore list"})
final class ListRestores implements Callable<Integer> {

  @Mixin private final Session session;

  ListRestores(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.RESTORE).get(Api.path("restores")),
        restores -> RestoreText.table(session, restores));
    return 0;
  }
}

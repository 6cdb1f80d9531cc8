package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "begin-anew",
    description = {
      "Goes on in a region whose repository is lost for good: in the one that is there instead, or in a",
      "new, empty one. Each server of the region begins anew with a backup; what was before is restored",
      "from the copy in the paired region, if there is one. Refused while the region's repository is there."
    },
    footer = {"%nFor example:", "  meridian repository begin-anew north"})
final class BeginAnew implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "REGION", description = "The region that has lost its repository.")
  private String region = "";

  BeginAnew(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    JsonNode begun =
        session
            .api(Service.BACKUP)
            .post(Api.path("repository", "regions", region, "begin-anew"), null);
    session.show(begun, this::tell);
    return 0;
  }

  private void tell(JsonNode begun) {
    session.tell(
        "Region %s goes on in the repository %s"
            .formatted(begun.path("region").asString(""), begun.path("repository").asString("")));
  }
}

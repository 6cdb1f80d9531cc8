package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "verify",
    description = {
      "Reads everything that the repository holds of a server, and names what is damaged or missing.",
      "What is bad is healed from the paired region, if the server is geographically redundant.",
      "With --wait it fails if anything is bad still."
    },
    footer = {"%nFor example:", "  meridian repository verify shop --wait"})
final class VerifyRepository implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(paramLabel = "SERVER", description = "Its name or id; also of a dropped one.")
  private String server = "";

  @Option(
      names = "--sample",
      description = "Read a part of it only, the one whose turn it is; each time another.")
  private boolean sample;

  VerifyRepository(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    Api backups = session.api(Service.BACKUP);
    String path = Api.path("servers", server, "verification");
    JsonNode begun = backups.post(sample ? path + "?sample=true" : path, null);
    if (!waiting.isWanted()) {
      session.show(begun, shown -> session.tell("The archive of " + server + " is being verified"));
      return 0;
    }
    JsonNode result =
        waiting.until(
            "The verification",
            () -> backups.get(path),
            seen -> !state(seen).equals("Running"),
            seen -> {});
    if (state(result).equals("Failed")) {
      throw new Failure(
          "verification-failed: " + result.path("failure").asString("without a reason"));
    }
    session.show(result, this::tell);
    if (!state(result).equals("Good")) {
      throw new Failure(
          "archive-damaged: not all that the repository holds of %s is as it was written (findings: %d)"
              .formatted(server, result.path("findings").size()));
    }
    return 0;
  }

  private void tell(JsonNode result) {
    if (state(result).equals("Good")) {
      session.tell(
          (sample ? "What was read of " : "All that the repository holds of ")
              + server
              + " is as it was written");
    }
    for (JsonNode healed : result.path("healed")) {
      session.tell("healed: " + healed.path("message").asString(""));
    }
    for (JsonNode finding : result.path("findings")) {
      session.tell(finding.path("code").asString("") + ": " + finding.path("message").asString(""));
    }
  }

  private static String state(JsonNode verification) {
    return verification.path("state").asString("");
  }
}

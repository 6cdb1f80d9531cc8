package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Refusal;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "verify",
    description = {
      "Reads everything that the repository holds of a server, or of all of them, one after the other,",
      "and names what is damaged or missing.",
      "What is bad is healed from the paired region, if the server is geographically redundant.",
      "With --wait it fails if anything is bad still, with --last if anything was."
    },
    footer = {
      "%nFor example:",
      "  meridian repository verify shop --wait",
      "  meridian repository verify --sample --wait",
      "  meridian repository verify --last"
    })
final class VerifyRepository implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SERVER",
      arity = "0..1",
      description = "Its name or id; also of a dropped one. All that have backups, if not given.")
  private @Nullable String server;

  @Option(
      names = "--sample",
      description = "Read a part of it only, the one whose turn it is; each time another.")
  private boolean sample;

  @Option(
      names = "--last",
      description =
          "Read nothing: say what was found last, by the samples that are read every day or on demand.")
  private boolean last;

  @SuppressWarnings("NullAway.Init") // Picocli injects the specification.
  VerifyRepository(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    if (last) {
      if (sample || waiting.isWanted()) {
        throw new ParameterException(
            spec.commandLine(), "--last reads nothing: it goes with neither --sample nor --wait");
      }
      return server == null ? lastOfAll() : lastOf(server);
    }
    return server == null ? verifyAll() : verify(server);
  }

  private Integer lastOfAll() {
    JsonNode found = api().get(all());
    session.show(found, seen -> VerificationText.table(session, seen.path("verifications")));
    VerificationText.requireGood(found.path("verifications"));
    return 0;
  }

  private Integer lastOf(String name) {
    JsonNode found = api().get(path(name));
    ArrayNode one = Json.MAPPER.createArrayNode().add(found);
    session.show(found, seen -> VerificationText.table(session, one));
    VerificationText.requireGood(one);
    return 0;
  }

  private Integer verify(String name) {
    JsonNode begun = begin(name);
    if (!waiting.isWanted()) {
      session.show(begun, shown -> session.tell("The archive of " + name + " is being verified"));
      return 0;
    }
    JsonNode result =
        waiting.until(
            "The verification",
            () -> api().get(path(name)),
            seen -> !VerificationText.isRunning(seen),
            seen -> {});
    VerificationText.requireRead(result);
    session.show(result, found -> VerificationText.tell(session, name, found, sample));
    VerificationText.requireGood(name, result);
    return 0;
  }

  private Integer verifyAll() {
    Map<String, JsonNode> begun = beginAll();
    if (!waiting.isWanted()) {
      session.show(
          answer(begun.values()),
          shown -> session.tell("Archives that are being verified: " + begun.size()));
      return 0;
    }
    JsonNode results =
        waiting.until(
            "The verification",
            () -> of(begun.keySet()),
            seen ->
                seen.path("verifications").values().stream().noneMatch(VerificationText::isRunning),
            seen -> {});
    session.show(results, found -> VerificationText.table(session, found.path("verifications")));
    VerificationText.requireGood(results.path("verifications"));
    return 0;
  }

  /** By the servers' ids. What has expired since it was listed isn't among them. */
  private Map<String, JsonNode> beginAll() {
    Map<String, JsonNode> begun = new LinkedHashMap<>();
    for (JsonNode each : api().get(all()).path("verifications")) {
      String id = each.path("serverId").asString("");
      try {
        begun.put(id, begin(id));
      } catch (Refusal e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    return begun;
  }

  private ObjectNode of(Set<String> ids) {
    return answer(
        api().get(all()).path("verifications").values().stream()
            .filter(each -> ids.contains(each.path("serverId").asString("")))
            .toList());
  }

  private static ObjectNode answer(Iterable<JsonNode> verifications) {
    ObjectNode answer = Json.object();
    ArrayNode each = answer.putArray("verifications");
    verifications.forEach(each::add);
    return answer;
  }

  private JsonNode begin(String name) {
    return api().post(sample ? path(name) + "?sample=true" : path(name), null);
  }

  private Api api() {
    return session.api(Service.BACKUP);
  }

  private static String all() {
    return Api.path("repository", "verifications");
  }

  private static String path(String name) {
    return Api.path("servers", name, "verification");
  }
}

package dev.meridian.standalone.client;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Refusal;
import dev.meridian.cli.api.Service;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a user does through the services' HTTP APIs; every call returns when its effect is there, or
 * throws {@link Hopeless}.
 */
public final class Gateway {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String PROBLEM = "problem";

  private final Api inventory;
  private final Api backup;
  private final Api restore;
  private final Api networkRules;

  /** The services at these addresses: inventory, backup, restore and networkRules. */
  public Gateway(Map<String, String> endpoints) {
    inventory = Api.at(Service.INVENTORY, url(endpoints, "inventory"));
    backup = Api.at(Service.BACKUP, url(endpoints, "backup"));
    restore = Api.at(Service.RESTORE, url(endpoints, "restore"));
    networkRules = Api.at(Service.NETWORK_RULES, url(endpoints, "networkRules"));
  }

  private static URI url(Map<String, String> endpoints, String name) {
    String url = endpoints.get(name);
    if (url == null) {
      throw new IllegalArgumentException("No endpoint is called " + name);
    }
    return URI.create(url);
  }

  /** Asks for a server with seven days of locally redundant backups, and waits until it runs. */
  public JsonNode createServer(String name, String adminLogin, String password) {
    return createServer(JSON.createObjectNode(), name, adminLogin, password);
  }

  /** The same of a certain major version of PostgreSQL. */
  public JsonNode createServer(String name, String adminLogin, String password, int version) {
    ObjectNode body = JSON.createObjectNode().put("postgresVersion", version);
    return createServer(body, name, adminLogin, password);
  }

  private JsonNode createServer(ObjectNode body, String name, String adminLogin, String password) {
    body.put("name", name).put("adminLogin", adminLogin).put("adminPassword", password);
    body.putObject("pricingTier")
        .put("computeTier", "GeneralPurpose")
        .put("vCores", 2)
        .put("storageGb", 5)
        .put("backupRetentionDays", 7)
        .put("backupRedundancy", "Local");
    inventory.post("/v1/servers", body);
    return awaitReady(name);
  }

  /** The name itself if no server has it, otherwise with the first number from 2 that is free. */
  public String freeName(String wanted) {
    String name = wanted;
    for (int number = 2; isTaken(name); number++) {
      name = wanted + "-" + number;
    }
    return name;
  }

  private boolean isTaken(String name) {
    try {
      inventory.get(Api.path("servers", name));
      return true;
    } catch (Refusal e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  /** Waits until a server runs. */
  public JsonNode awaitReady(String name) {
    return await(
        () -> inventory.get(Api.path("servers", name)),
        server -> status(server).equals("Ready"),
        server -> status(server).equals("Failed"));
  }

  /** Lets the addresses in, and waits until PostgreSQL does. */
  public void openFirewall(String server, String rule, String start, String end) {
    ObjectNode body = JSON.createObjectNode().put("startAddress", start).put("endAddress", end);
    String path = Api.path("servers", server, "firewall-rules", rule);
    await(
        () -> networkRules.send("PUT", path, body, Map.of()),
        answer -> !answer.has(PROBLEM),
        _ -> false);
    await(() -> firewallRules(server), rules -> rules.path("applied").asBoolean(), _ -> false);
  }

  /** A server's rule set. */
  public JsonNode firewallRules(String server) {
    return networkRules.get(Api.path("servers", server, "firewall-rules"));
  }

  /** Waits until PostgreSQL takes the new password. */
  public void changePassword(String server, String password) {
    String change =
        inventory
            .post(
                Api.path("servers", server, "admin-password"),
                JSON.createObjectNode().put("password", password))
            .path("changeId")
            .asString();
    await(
        () -> inventory.get(Api.path("servers", server)).path("passwordChange"),
        latest -> is(latest, change, "Changed"),
        latest -> is(latest, change, "Failed"));
  }

  private static boolean is(JsonNode latest, String change, String state) {
    return latest.path("changeId").asString("").equals(change)
        && latest.path("state").asString("").equals(state);
  }

  /** Waits until a server has a complete backup. */
  public JsonNode awaitBackup(String server) {
    JsonNode backups =
        await(
            () -> backup.get(Api.path("servers", server, "backups")),
            found -> completed(found) != null,
            _ -> false);
    return Objects.requireNonNull(completed(backups));
  }

  /** Asks for a backup now, and says which it is. */
  public String requestBackup(String server) {
    return backup
        .post(Api.path("servers", server, "backups"), JSON.createObjectNode())
        .path("backupId")
        .asString();
  }

  /** Whether a backup is complete; not while it isn't known yet. */
  public boolean isComplete(String server, String backupId) {
    JsonNode found = ask(() -> backup.get(Api.path("servers", server, "backups", backupId)));
    return found.path("state").asString("").equals("Completed");
  }

  /** The backups of a server. */
  public JsonNode backups(String server) {
    return backup.get(Api.path("servers", server, "backups"));
  }

  private static @Nullable JsonNode completed(JsonNode backups) {
    for (JsonNode each : backups.path("backups")) {
      if (each.path("state").asString().equals("Completed")) {
        return each;
      }
    }
    return null;
  }

  /** What can be restored of a server. */
  public JsonNode window(String server) {
    return backup.get(Api.path("servers", server, "restore-window"));
  }

  /** Asks for a new server as the source was at an instant. */
  public JsonNode requestRestore(String source, Instant target, String newServer) {
    return requestRestore(source, pointInTime(target), newServer);
  }

  /** Asks for a new server as the source was at a target of any kind. */
  public JsonNode requestRestore(String source, JsonNode target, String newServer) {
    ObjectNode body = JSON.createObjectNode();
    body.put("sourceServer", source).put("newServerName", newServer).set("target", target);
    return restore.post("/v1/restores", body);
  }

  /** What a restore would come to; asked again while the archive doesn't reach the target yet. */
  public JsonNode preview(String source, JsonNode target) {
    ObjectNode body = JSON.createObjectNode();
    body.put("sourceServer", source).set("target", target);
    return await(
        () -> restore.post("/v1/restores/preview", body),
        answer -> answer.has("backup"),
        _ -> false);
  }

  /** The same out of a certain region's repository. */
  public JsonNode preview(String source, JsonNode target, String fromRegion) {
    ObjectNode body = JSON.createObjectNode();
    body.put("sourceServer", source).put("fromRegion", fromRegion).set("target", target);
    return await(
        () -> restore.post("/v1/restores/preview", body),
        answer -> answer.has("backup"),
        _ -> false);
  }

  /** The target that is an instant. */
  public static ObjectNode pointInTime(Instant at) {
    return JSON.createObjectNode().put("kind", "PointInTime").put("at", at.toString());
  }

  /** The target that is a place in the log that somebody named. */
  public static ObjectNode restorePoint(String name) {
    return JSON.createObjectNode().put("kind", "NamedPoint").put("name", name);
  }

  /** Has a server's backups kept in its region's pair, too. */
  public void keepInTwoRegions(String server) {
    ObjectNode change = JSON.createObjectNode();
    change.putObject("pricingTier").put("backupRedundancy", "Geo");
    inventory.send("PATCH", Api.path("servers", server), change, Map.of());
  }

  /** Waits until servers are listed as dropped. */
  public void awaitDropped(List<String> servers) {
    await(
        () -> inventory.get("/v1/servers?state=dropped"),
        answer -> answer.path("servers").findValuesAsString("name").containsAll(servers),
        _ -> false);
  }

  /** Asks for a server to be dropped, and doesn't wait. */
  public void drop(String server) {
    inventory.send("DELETE", Api.path("servers", server), null, Map.of());
  }

  /** A restore, as it is now. */
  public JsonNode restore(String id) {
    return restore.get(Api.path("restores", id));
  }

  /** Waits until a restore has ended well; tells each answer on the way. */
  public JsonNode awaitRestore(String id, Consumer<JsonNode> onTheWay) {
    return await(
        () -> {
          JsonNode now = restore(id);
          onTheWay.accept(now);
          return now;
        },
        now -> status(now).equals("Completed"),
        now -> status(now).equals("Failed") || status(now).equals("Rejected"));
  }

  private static String status(JsonNode resource) {
    return resource.path("status").asString("");
  }

  private static JsonNode await(
      Supplier<JsonNode> question, Predicate<JsonNode> done, Predicate<JsonNode> hopeless) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      JsonNode answer = ask(question);
      if (done.test(answer)) {
        return answer;
      }
      if (hopeless.test(answer)) {
        throw new Hopeless("This was not to be: " + answer);
      }
      if (Instant.now().isAfter(deadline)) {
        throw new Hopeless("After %d s it was still: %s".formatted(PATIENCE.toSeconds(), answer));
      }
      pause();
    }
  }

  /** A read model may not have heard of a server yet that another service just made. */
  private static JsonNode ask(Supplier<JsonNode> question) {
    try {
      return question.get();
    } catch (Refusal e) {
      return JSON.createObjectNode().put(PROBLEM, String.valueOf(e.getMessage()));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Hopeless("Interrupted");
    }
  }
}

package dev.meridian.portal.server;

import dev.meridian.portal.service.Service;
import dev.meridian.portal.service.Services;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Servers, as inventory-service knows them. */
@Component
public class Servers {

  private final Service inventory;

  Servers(Services services) {
    this.inventory = services.inventory();
  }

  /** By name or id. */
  public Server named(String nameOrId) {
    return inventory.get(Service.path("servers", nameOrId), Server.class);
  }

  List<Server> all() {
    return inventory.get(Service.path("servers"), Server.Listing.class).servers();
  }

  List<Server> dropped() {
    return inventory.get("/v1/servers?state=dropped", Server.Listing.class).servers();
  }

  /** Asks for a new one; its id. */
  UUID create(Map<String, Object> body) {
    return inventory.post(Service.path("servers"), body, Map.of(), Created.class).id();
  }

  /** Asks for another pricing tier; what the body leaves out stays. */
  public void changeTier(Server server, Map<String, Object> tier) {
    inventory.patch(path(server), Map.of("pricingTier", tier));
  }

  /** Asks for another password of the admin. */
  public void changePassword(Server server, String password) {
    inventory.post(path(server) + "/admin-password", Map.of("password", password));
  }

  /** Asks for it to be dropped. */
  public void drop(Server server) {
    inventory.delete(path(server));
  }

  /** What hosts there are; they decide which versions and regions can be chosen. */
  Choices choices() {
    SortedSet<Integer> versions = new TreeSet<>(Comparator.reverseOrder());
    SortedSet<String> regions = new TreeSet<>();
    for (Host host : inventory.get("/v1/hosts", HostList.class).hosts()) {
      versions.addAll(host.postgresVersions());
      regions.add(host.region());
    }
    return new Choices(
        versions.stream().map(version -> Integer.toString(version)).toList(), List.copyOf(regions));
  }

  private static String path(Server server) {
    return Service.path("servers", server.id().toString());
  }

  record Created(UUID id) {}

  record HostList(List<Host> hosts) {}

  record Host(String region, List<Integer> postgresVersions) {}

  /** What a new server can be made of. */
  record Choices(List<String> versions, List<String> regions) {

    static final Choices UNKNOWN = new Choices(List.of(), List.of());

    /** With what was chosen before: nothing is lost of a form while the hosts aren't known. */
    Choices and(@Nullable String version, @Nullable String region) {
      return new Choices(with(versions, version), with(regions, region));
    }

    private static List<String> with(List<String> offered, @Nullable String chosen) {
      return chosen == null || chosen.isBlank() || offered.contains(chosen)
          ? offered
          : Stream.concat(offered.stream(), Stream.of(chosen)).toList();
    }
  }
}

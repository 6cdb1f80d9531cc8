package dev.meridian.inventory.http;

import dev.meridian.inventory.protection.FollowProtection;
import dev.meridian.inventory.protection.Protection;
import dev.meridian.inventory.server.AdminPassword;
import dev.meridian.inventory.server.ChangeAdminPassword;
import dev.meridian.inventory.server.ChangePricingTier;
import dev.meridian.inventory.server.DropServer;
import dev.meridian.inventory.server.FindServers;
import dev.meridian.inventory.server.RegisterServer;
import dev.meridian.inventory.server.Server;
import dev.meridian.messaging.problem.Refused;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Servers, by name or id. */
@RestController
@RequestMapping("/v1/servers")
class ServersController {

  private final RegisterServer registerServer;
  private final FindServers findServers;
  private final ChangePricingTier changePricingTier;
  private final ChangeAdminPassword changeAdminPassword;
  private final DropServer dropServer;
  private final FollowProtection protection;

  ServersController(
      RegisterServer registerServer,
      FindServers findServers,
      ChangePricingTier changePricingTier,
      ChangeAdminPassword changeAdminPassword,
      DropServer dropServer,
      FollowProtection protection) {
    this.registerServer = registerServer;
    this.findServers = findServers;
    this.changePricingTier = changePricingTier;
    this.changeAdminPassword = changeAdminPassword;
    this.dropServer = dropServer;
    this.protection = protection;
  }

  record ServerList(List<ServerView> servers) {}

  record AcceptedChange(UUID changeId) {}

  @PostMapping
  ResponseEntity<ServerView> create(@RequestBody ServerRequest request) {
    Server server =
        registerServer.request(
            request.asked(), new AdminPassword("adminPassword", request.adminPassword()));
    return ResponseEntity.accepted()
        .location(URI.create("/v1/servers/" + server.id()))
        .body(view(server));
  }

  @GetMapping
  ServerList list(@RequestParam(required = false) @Nullable String state) {
    Map<UUID, Protection> protections = protection.all();
    return new ServerList(
        servers(state).stream()
            .map(server -> ServerView.of(server, protections.get(server.id())))
            .toList());
  }

  @GetMapping("/{nameOrId}")
  ServerView show(@PathVariable String nameOrId) {
    return view(findServers.named(nameOrId));
  }

  @PatchMapping("/{nameOrId}")
  ServerView change(@PathVariable String nameOrId, @RequestBody ServerRequest.Change request) {
    return view(changePricingTier.change(nameOrId, request.asked(), request.askedDurability()));
  }

  @DeleteMapping("/{nameOrId}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ServerView drop(@PathVariable String nameOrId) {
    return view(dropServer.drop(nameOrId));
  }

  @PostMapping("/{nameOrId}/admin-password")
  @ResponseStatus(HttpStatus.ACCEPTED)
  AcceptedChange changePassword(
      @PathVariable String nameOrId, @RequestBody ServerRequest.Password request) {
    return new AcceptedChange(
        changeAdminPassword.change(nameOrId, new AdminPassword("password", request.password())));
  }

  private List<Server> servers(@Nullable String state) {
    if (state == null) {
      return findServers.all();
    }
    if (!state.equals("dropped")) {
      throw Refused.invalid("state-unknown", "state is dropped, or is left out; got " + state)
          .field("state");
    }
    return findServers.dropped();
  }

  private ServerView view(Server server) {
    return ServerView.of(server, protection.of(server.id()).orElse(null));
  }
}

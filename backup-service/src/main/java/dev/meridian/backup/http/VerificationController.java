package dev.meridian.backup.http;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.verification.Scope;
import dev.meridian.backup.verification.VerifyArchives;
import dev.meridian.messaging.problem.Refused;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1")
class VerificationController {

  private final Protection protection;
  private final NamedServers servers;
  private final VerifyArchives verifications;

  VerificationController(
      Protection protection, NamedServers servers, VerifyArchives verifications) {
    this.protection = protection;
    this.servers = servers;
    this.verifications = verifications;
  }

  /** Of each server whose archive is there, by their names. */
  record OfAll(List<VerificationView> verifications) {}

  @GetMapping("/repository/verifications")
  OfAll all() {
    Map<UUID, VerifyArchives.Result> results = verifications.all();
    return new OfAll(
        protection.restorable().stream()
            .sorted(Comparator.comparing(ProtectedServer::name))
            .map(server -> view(server, Optional.ofNullable(results.get(server.id()))))
            .toList());
  }

  private static VerificationView view(
      ProtectedServer server, Optional<VerifyArchives.Result> result) {
    return result
        .map(known -> VerificationView.of(server, known))
        .orElseGet(() -> VerificationView.none(server));
  }

  @PostMapping("/servers/{server}/verification")
  ResponseEntity<VerificationView> verify(
      @PathVariable("server") String nameOrId,
      @RequestParam(defaultValue = "false") boolean sample) {
    ProtectedServer server = servers.of(nameOrId);
    verifications.begin(server, sample ? Scope.SAMPLE : Scope.ALL);
    return ResponseEntity.accepted()
        .location(URI.create("/v1/servers/%s/verification".formatted(server.id())))
        .body(verification(nameOrId));
  }

  @GetMapping("/servers/{server}/verification")
  VerificationView verification(@PathVariable("server") String nameOrId) {
    ProtectedServer server = servers.of(nameOrId);
    return verifications
        .of(server.id())
        .map(result -> VerificationView.of(server, result))
        .orElseThrow(
            () ->
                Refused.notFound(
                    "verification-not-found",
                    "The archive of %s hasn't been verified yet; ask for it by POST"
                        .formatted(server.name())));
  }
}

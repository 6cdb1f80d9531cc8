package dev.meridian.backup.http;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.catalogue.RebuildCatalogue;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.messaging.problem.Refused;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1")
class RepositoryController {

  private final Archives archives;
  private final RebuildCatalogue rebuild;

  RepositoryController(Archives archives, RebuildCatalogue rebuild) {
    this.archives = archives;
    this.rebuild = rebuild;
  }

  /** A server whose backups are known again; {@code known} when more is than its archive tells. */
  record Rebuilt(UUID serverId, String server, String region, boolean known, int added) {

    static Rebuilt of(RebuildCatalogue.Rebuilt rebuilt) {
      ProtectedServer server = rebuilt.server();
      return new Rebuilt(
          server.id(), server.name(), server.region(), server.isKnown(), rebuilt.added());
    }
  }

  record Rebuild(List<Rebuilt> servers, List<UnreadArchive> unread) {}

  @PostMapping("/repository/rebuild")
  Rebuild rebuild() {
    RebuildCatalogue.Outcome outcome = rebuild.run();
    return new Rebuild(
        outcome.servers().stream().map(Rebuilt::of).toList(),
        outcome.unread().stream().map(UnreadArchive::of).toList());
  }

  /** The repository that a region goes on in. */
  record BegunAnew(String region, UUID repository) {}

  @PostMapping("/repository/regions/{region}/begin-anew")
  BegunAnew beginAnew(@PathVariable("region") String region) {
    if (!archives.regions().contains(region)) {
      throw Refused.notFound(
          "region-not-found",
          "There is no region %s; there are %s".formatted(region, archives.regions()));
    }
    return archives
        .beginAnew(region)
        .map(repository -> new BegunAnew(region, repository))
        .orElseThrow(
            () ->
                Refused.conflict(
                    "repository-not-lost",
                    "Region %s has lost no repository: nothing is to be begun anew"
                        .formatted(region)));
  }
}

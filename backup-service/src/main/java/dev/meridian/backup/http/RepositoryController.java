package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.catalogue.RebuildCatalogue;
import dev.meridian.backup.catalogue.Unread;
import dev.meridian.backup.copy.CopyArchives;
import dev.meridian.backup.copy.CopyLag;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.ArchiveStatistics;
import dev.meridian.repository.store.RepositoryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1")
class RepositoryController {

  private final Protection protection;
  private final Archives archives;
  private final RebuildCatalogue rebuild;
  private final CopyArchives copies;

  RepositoryController(
      Protection protection, Archives archives, RebuildCatalogue rebuild, CopyArchives copies) {
    this.protection = protection;
    this.archives = archives;
    this.rebuild = rebuild;
    this.copies = copies;
  }

  record Statistics(List<ServerStatistics> servers, List<UnreadArchive> unread) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ServerStatistics(
      UUID serverId,
      String server,
      String region,
      int backups,
      long logicalBytes,
      long backupBytes,
      long sharedBytes,
      long walBytes,
      long objects,
      @Nullable CopyStatistics copy) {

    static ServerStatistics of(
        ProtectedServer server, ArchiveStatistics statistics, @Nullable CopyStatistics copy) {
      return new ServerStatistics(
          server.id(),
          server.name(),
          server.region(),
          statistics.backups(),
          statistics.logicalBytes(),
          statistics.backupBytes(),
          statistics.sharedBytes(),
          statistics.walBytes(),
          statistics.objects(),
          copy);
    }
  }

  /** How far the copy in the paired region is behind. */
  record CopyStatistics(
      String region, long lagBytes, Instant completeAsOf, Instant logCompleteAsOf) {

    static CopyStatistics of(String region, CopyLag lag) {
      return new CopyStatistics(region, lag.bytes(), lag.completeAsOf(), lag.logCompleteAsOf());
    }
  }

  /** A server whose backups are known again; {@code known} when more is than its archive tells. */
  record Rebuilt(UUID serverId, String server, String region, boolean known, int added) {

    static Rebuilt of(RebuildCatalogue.Rebuilt rebuilt) {
      ProtectedServer server = rebuilt.server();
      return new Rebuilt(
          server.id(), server.name(), server.region(), server.isKnown(), rebuilt.added());
    }
  }

  /** What could not be read: a region's repository, or the archive of one server in it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record UnreadArchive(String region, @Nullable UUID serverId, String why) {

    static UnreadArchive of(Unread unread) {
      return new UnreadArchive(unread.region(), unread.serverId(), unread.why());
    }
  }

  record Rebuild(List<Rebuilt> servers, List<UnreadArchive> unread) {}

  @GetMapping("/repository/statistics")
  Statistics statistics() {
    List<ServerStatistics> read = new ArrayList<>();
    List<UnreadArchive> unread = new ArrayList<>();
    for (ProtectedServer server : protection.restorable()) {
      try {
        read.add(statistics(server));
      } catch (RepositoryException e) {
        unread.add(new UnreadArchive(server.region(), server.id(), String.valueOf(e.getMessage())));
      }
    }
    return new Statistics(read, unread);
  }

  private ServerStatistics statistics(ProtectedServer server) {
    CopyLag lag = copies.lags().get(server.id());
    String paired = archives.pairedWith(server).orElse(null);
    return ServerStatistics.of(
        server,
        archives.of(server).statistics(),
        lag == null || paired == null ? null : CopyStatistics.of(paired, lag));
  }

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

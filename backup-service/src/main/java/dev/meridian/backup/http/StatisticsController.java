package dev.meridian.backup.http;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.copy.KeptLags;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StatisticsController {

  private final Protection protection;
  private final Archives archives;
  private final KeptLags lags;
  private final Clock clock;

  StatisticsController(Protection protection, Archives archives, KeptLags lags, Clock clock) {
    this.protection = protection;
    this.archives = archives;
    this.lags = lags;
    this.clock = clock;
  }

  /** As any instance can tell it; how far copies are behind, as whoever copies said last. */
  @GetMapping("/v1/repository/statistics")
  StatisticsView statistics() {
    List<StatisticsView.OfServer> read = new ArrayList<>();
    List<UnreadArchive> unread = new ArrayList<>();
    Set<UUID> redundant = protection.geographicallyRedundant();
    Map<UUID, KeptLags.Kept> kept = lags.all();
    for (ProtectedServer server : protection.restorable()) {
      String paired =
          redundant.contains(server.id()) ? archives.pairedWith(server).orElse(null) : null;
      StatisticsView.Copy copy =
          paired == null ? null : copy(server, paired, kept.get(server.id()), unread);
      try {
        read.add(StatisticsView.OfServer.of(server, archives.of(server).statistics(), copy));
      } catch (RepositoryException e) {
        unread.add(unread(server.region(), server, e));
      }
    }
    return StatisticsView.of(read, unread);
  }

  private StatisticsView.Copy copy(
      ProtectedServer server,
      String paired,
      KeptLags.@Nullable Kept kept,
      List<UnreadArchive> unread) {
    Long bytes = null;
    try {
      bytes = bytesOfCopy(server);
    } catch (RepositoryException e) {
      unread.add(unread(paired, server, e));
    }
    return StatisticsView.Copy.of(paired, bytes, kept, clock.instant());
  }

  private long bytesOfCopy(ProtectedServer server) {
    return archives.copyOf(server).stream()
        .flatMap(copy -> copy.objects().stream())
        .mapToLong(StoredObject::size)
        .sum();
  }

  private static UnreadArchive unread(
      String region, ProtectedServer server, RepositoryException why) {
    return new UnreadArchive(region, server.id(), String.valueOf(why.getMessage()));
  }
}

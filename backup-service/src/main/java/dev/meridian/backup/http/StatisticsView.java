package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.copy.CopyLag;
import dev.meridian.backup.copy.KeptLags;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.repository.ArchiveStatistics;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How much the repositories hold, of each server and of all of them. */
record StatisticsView(List<OfServer> servers, Totals totals, List<UnreadArchive> unread) {

  static StatisticsView of(List<OfServer> servers, List<UnreadArchive> unread) {
    return new StatisticsView(servers, Totals.of(servers), unread);
  }

  /** What is held of one server. Sizes are bytes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OfServer(
      UUID serverId,
      String server,
      String region,
      int backups,
      long logicalBytes,
      long backupBytes,
      long sharedBytes,
      long walBytes,
      long objects,
      @Nullable Copy copy) {

    static OfServer of(ProtectedServer server, ArchiveStatistics statistics, @Nullable Copy copy) {
      return new OfServer(
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

    private long ofCopy(ToLongFunction<Copy> what) {
      return copy == null ? 0 : what.applyAsLong(copy);
    }
  }

  /**
   * The copy in the paired region, and how far it is behind; what isn't known isn't there.
   *
   * @param bytes what it takes; null while it can't be read
   * @param lagBytes what it lacked when it was looked at last
   * @param lagSeconds the age of the oldest change that it may lack, as of now
   * @param measuredAt when the instance that takes care of it said so
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Copy(
      String region,
      @Nullable Long bytes,
      @Nullable Long lagBytes,
      @Nullable Double lagSeconds,
      @Nullable Instant completeAsOf,
      @Nullable Instant logCompleteAsOf,
      @Nullable Instant measuredAt) {

    static Copy of(String region, @Nullable Long bytes, KeptLags.@Nullable Kept kept, Instant now) {
      if (kept == null) {
        return new Copy(region, bytes, null, null, null, null, null);
      }
      CopyLag lag = kept.lag();
      return new Copy(
          region,
          bytes,
          lag.bytes(),
          lag.age(now).toMillis() / 1000.0,
          lag.completeAsOf(),
          lag.logCompleteAsOf(),
          kept.measuredAt());
    }
  }

  /** Of all servers that could be read. Sizes are bytes. */
  record Totals(
      int servers,
      long backups,
      long logicalBytes,
      long backupBytes,
      long sharedBytes,
      long walBytes,
      long objects,
      long copyBytes,
      long copyLagBytes) {

    static Totals of(List<OfServer> servers) {
      return new Totals(
          servers.size(),
          sum(servers, OfServer::backups),
          sum(servers, OfServer::logicalBytes),
          sum(servers, OfServer::backupBytes),
          sum(servers, OfServer::sharedBytes),
          sum(servers, OfServer::walBytes),
          sum(servers, OfServer::objects),
          sum(servers, server -> server.ofCopy(copy -> known(copy.bytes()))),
          sum(servers, server -> server.ofCopy(copy -> known(copy.lagBytes()))));
    }

    private static long known(@Nullable Long bytes) {
      return bytes == null ? 0 : bytes;
    }

    private static long sum(List<OfServer> servers, ToLongFunction<OfServer> what) {
      return servers.stream().mapToLong(what).sum();
    }
  }
}

package dev.meridian.backup.retention;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.MissingBackups;
import dev.meridian.backup.protection.KeptFor;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.wal.ServerClocks;
import dev.meridian.backup.window.RestoreWindow;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.wal.WalRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells what would expire of a server's archive in its own region. Deletes nothing. */
@Component
public class SimulateExpiry {

  private final Archives archives;
  private final KeptFor kept;
  private final MissingBackups missing;
  private final ServerClocks serverClocks;
  private final Clock clock;

  SimulateExpiry(
      Archives archives,
      KeptFor kept,
      MissingBackups missing,
      ServerClocks serverClocks,
      Clock clock) {
    this.archives = archives;
    this.kept = kept;
    this.missing = missing;
    this.serverClocks = serverClocks;
    this.clock = clock;
  }

  /**
   * What would go.
   *
   * @param asOf the present by which it is told: what both clocks, the server's and ours, have
   *     reached
   * @param backups those that would go, oldest first
   * @param logUpTo log wholly before this position would go; null when there is none
   * @param backupBytes what the packs take that were written for these backups; those that other
   *     backups share stay, so no more comes back
   * @param logBytes what the objects of the log take that would go
   * @param windowBegins the first promised instant that could be restored afterwards; null when
   *     nothing could
   * @param lost the recorded backups whose manifests are lost or can't be read: as long as there
   *     are any, nothing expires
   */
  public record Simulated(
      Instant asOf,
      List<BackupSummary> backups,
      @Nullable Lsn logUpTo,
      long backupBytes,
      long logBytes,
      @Nullable Instant windowBegins,
      Set<UUID> lost) {}

  /**
   * Simulates it as of now.
   *
   * @param server one of which more is known than its archive
   * @param retention how far back it could be restored
   */
  public Simulated of(ProtectedServer server, Duration retention) {
    ServerArchive archive = archives.of(server);
    if (server.isOver(kept.with(retention), clock.instant())) {
      return everything(archive);
    }
    Instant now = serverClocks.reached(server, archive);
    Set<UUID> lost = missing.of(server, archive).unknown();
    ExpiryPlan plan = archive.planExpiry(now, kept.with(retention));
    List<BackupSummary> going = lost.isEmpty() ? plan.expire() : List.of();
    Optional<Lsn> logUpTo = lost.isEmpty() ? plan.walNeededFrom() : Optional.empty();
    List<BackupSummary> staying = lost.isEmpty() ? plan.keep() : archive.backups();
    return simulated(
        archive, now, going, logUpTo, windowBegins(archive, staying, now.minus(retention)), lost);
  }

  private static @Nullable Instant windowBegins(
      ServerArchive archive, List<BackupSummary> staying, Instant promisedFrom) {
    return RestoreWindow.of(archive.stretches(staying).all(), false, null, promisedFrom).earliest();
  }

  /** It was dropped, and nothing of it is promised any more. */
  private Simulated everything(ServerArchive archive) {
    Optional<Lsn> end =
        archive.wal().coverage().ranges().stream()
            .map(WalRange::end)
            .max(Comparator.naturalOrder());
    return simulated(archive, clock.instant(), archive.backups(), end, null, Set.of());
  }

  private static Simulated simulated(
      ServerArchive archive,
      Instant now,
      List<BackupSummary> going,
      Optional<Lsn> logUpTo,
      @Nullable Instant windowBegins,
      Set<UUID> lost) {
    long logBytes = logUpTo.map(archive.wal()::bytesBefore).orElse(0L);
    return new Simulated(
        now,
        going,
        logUpTo.filter(position -> logBytes > 0).orElse(null),
        going.stream().mapToLong(BackupSummary::storedBytes).sum(),
        logBytes,
        windowBegins,
        lost);
  }
}

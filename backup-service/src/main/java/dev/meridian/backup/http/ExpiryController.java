package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.protection.BackupPolicy;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.retention.SimulateExpiry;
import dev.meridian.backup.retention.SimulateExpiry.Simulated;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExpiryController {

  private final Protection protection;
  private final NamedServers servers;
  private final SimulateExpiry simulate;

  ExpiryController(Protection protection, NamedServers servers, SimulateExpiry simulate) {
    this.protection = protection;
    this.servers = servers;
    this.simulate = simulate;
  }

  /** What would expire of a server now; nothing does by asking. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Expiry(
      UUID serverId,
      String server,
      String region,
      int retentionDays,
      Instant asOf,
      List<ExpiringBackup> backups,
      @Nullable String logUpTo,
      long backupBytesAtMost,
      long logBytes,
      @Nullable Instant windowBegins,
      Set<UUID> lostBackups) {

    static Expiry of(ProtectedServer server, int retentionDays, Simulated simulated) {
      return new Expiry(
          server.id(),
          server.name(),
          server.region(),
          retentionDays,
          simulated.asOf(),
          simulated.backups().stream().map(ExpiringBackup::of).toList(),
          simulated.logUpTo() == null ? null : simulated.logUpTo().toString(),
          simulated.backupBytes(),
          simulated.logBytes(),
          simulated.windowBegins(),
          simulated.lost());
    }
  }

  /** A backup that would go. */
  record ExpiringBackup(UUID id, String kind, Instant completedAt, long storedBytes) {

    static ExpiringBackup of(BackupSummary backup) {
      return new ExpiringBackup(
          backup.id(),
          backup.base().isPresent() ? "Incremental" : "Full",
          backup.facts().stoppedAt(),
          backup.storedBytes());
    }
  }

  @GetMapping("/v1/servers/{server}/expiry")
  Expiry simulate(
      @PathVariable("server") String nameOrId,
      @RequestParam(required = false) @Nullable Integer retentionDays) {
    if (retentionDays != null
        && (retentionDays < BackupPolicy.SHORTEST_DAYS
            || retentionDays > BackupPolicy.LONGEST_DAYS)) {
      throw Refused.invalid(
              "backup-retention-invalid",
              "retentionDays is %d to %d days; got %d"
                  .formatted(BackupPolicy.SHORTEST_DAYS, BackupPolicy.LONGEST_DAYS, retentionDays))
          .field("retentionDays");
    }
    ProtectedServer server = servers.of(nameOrId);
    if (!server.isKnown()) {
      throw Refused.conflict(
          "server-unknown",
          "Nothing is known of server %s but its archive: nothing of it expires until its host tells of it"
              .formatted(server.name()));
    }
    int days =
        Objects.requireNonNullElseGet(
            retentionDays, () -> protection.policyOf(server.id()).retentionDays());
    return Expiry.of(server, days, simulate.of(server, Duration.ofDays(days)));
  }
}

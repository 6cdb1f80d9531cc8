package dev.meridian.portal.server;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A server as inventory-service shows it; what isn't known is null. */
public record Server(
    UUID id,
    String name,
    String status,
    @Nullable String statusReason,
    Tier pricingTier,
    boolean pricingTierApplied,
    String adminLogin,
    String postgresVersion,
    String region,
    @Nullable Endpoint endpoint,
    Origin origin,
    @Nullable Window restoreWindow,
    @Nullable PasswordChange passwordChange,
    Instant createdAt) {

  record Listing(List<Server> servers) {}

  /** What it may use, and how it is backed up. */
  public record Tier(
      String computeTier,
      int vCores,
      int storageGb,
      int backupRetentionDays,
      String backupRedundancy,
      String restoreTimeObjective) {

    /** As people call it. */
    public String title() {
      return Offer.title(computeTier);
    }

    /** As people call it. */
    public String redundancy() {
      return backupRedundancy.equals("Geo") ? "Geographically redundant" : "Locally redundant";
    }

    /** How long a restore may replay log, as people say it. */
    public String objective() {
      return Objective.label(restoreTimeObjective);
    }
  }

  /** Where clients connect. */
  public record Endpoint(String host, int port) {}

  /** What it came from. */
  public record Origin(
      String kind,
      @Nullable UUID restoreId,
      @Nullable UUID sourceServerId,
      @Nullable String sourceServerName,
      @Nullable Instant targetTime,
      @Nullable Instant restoredTo) {}

  /** To when it can be restored, as far as inventory-service has heard. */
  public record Window(Instant earliest, Instant latest) {}

  /** The last change of the admin's password. */
  public record PasswordChange(String state, @Nullable String reason) {}

  /** Whether it is gone, but for its backups. */
  public boolean dropped() {
    return status.equals("Dropped");
  }

  /** Whether it was made from another one. */
  public boolean restored() {
    return origin.kind().equals("Restored");
  }

  /** How its status looks. */
  public String statusClass() {
    return "status-" + status.toLowerCase(Locale.ROOT);
  }
}

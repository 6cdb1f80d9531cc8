package dev.meridian.inventory.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.inventory.pricing.ComputeTier;
import dev.meridian.inventory.pricing.Durability;
import dev.meridian.inventory.pricing.PricingTier;
import dev.meridian.inventory.pricing.Redundancy;
import dev.meridian.inventory.protection.Protection;
import dev.meridian.inventory.server.Endpoint;
import dev.meridian.inventory.server.Origin;
import dev.meridian.inventory.server.PasswordChange;
import dev.meridian.inventory.server.Server;
import dev.meridian.inventory.server.ServerStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A server as it is shown; what isn't known, or doesn't apply, is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServerView(
    UUID id,
    String name,
    ServerStatus status,
    @Nullable String statusReason,
    TierView pricingTier,
    boolean pricingTierApplied,
    Durability durability,
    String adminLogin,
    String postgresVersion,
    String region,
    @Nullable String hostId,
    @Nullable Endpoint endpoint,
    OriginView origin,
    @Nullable RestoreWindow restoreWindow,
    @Nullable LastBackup lastBackup,
    @Nullable PasswordChangeView passwordChange,
    Instant createdAt) {

  static ServerView of(Server server, @Nullable Protection protection) {
    return new ServerView(
        server.id(),
        server.name(),
        server.status(),
        server.statusReason().orElse(null),
        TierView.of(server.pricingTier()),
        server.pricingTierApplied(),
        server.durability(),
        server.adminLogin(),
        server.postgresVersion(),
        server.region(),
        server.hostId().orElse(null),
        server.endpoint().orElse(null),
        OriginView.of(server.origin()),
        RestoreWindow.of(protection),
        LastBackup.of(protection),
        server.passwordChange().map(PasswordChangeView::of).orElse(null),
        server.createdAt());
  }

  /** A pricing tier; the objective is an ISO 8601 duration. */
  record TierView(
      ComputeTier computeTier,
      int vCores,
      int storageGb,
      int backupRetentionDays,
      Redundancy backupRedundancy,
      String restoreTimeObjective) {

    static TierView of(PricingTier tier) {
      return new TierView(
          tier.computeTier(),
          tier.vCores(),
          tier.storageGb(),
          tier.backupRetentionDays(),
          tier.backupRedundancy(),
          tier.restoreTimeObjective().toString());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OriginView(
      Origin.Kind kind,
      @Nullable UUID restoreId,
      @Nullable UUID sourceServerId,
      @Nullable String sourceServerName,
      @Nullable Instant targetTime,
      @Nullable Instant restoredTo) {

    static OriginView of(Origin origin) {
      return new OriginView(
          origin.kind(),
          origin.restoreId(),
          origin.sourceServerId(),
          origin.sourceServerName(),
          origin.targetTime(),
          origin.restoredTo());
    }
  }

  record RestoreWindow(Instant earliest, Instant latest) {

    static @Nullable RestoreWindow of(@Nullable Protection known) {
      return known == null || known.earliest() == null || known.latest() == null
          ? null
          : new RestoreWindow(known.earliest(), known.latest());
    }
  }

  record LastBackup(UUID id, Instant completedAt) {

    static @Nullable LastBackup of(@Nullable Protection known) {
      return known == null || known.backupId() == null || known.backupCompletedAt() == null
          ? null
          : new LastBackup(known.backupId(), known.backupCompletedAt());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PasswordChangeView(UUID changeId, PasswordChange.State state, @Nullable String reason) {

    static PasswordChangeView of(PasswordChange change) {
      return new PasswordChangeView(change.changeId(), change.state(), change.reason());
    }
  }
}

package dev.meridian.inventory.http;

import dev.meridian.inventory.pricing.AskedTier;
import dev.meridian.inventory.pricing.Durability;
import dev.meridian.inventory.server.AskedServer;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/servers}.
 *
 * @param postgresVersion major; the newest that a host has when it isn't given
 * @param region any when it isn't given
 */
record ServerRequest(
    @Nullable String name,
    @Nullable TierRequest pricingTier,
    @Nullable String adminLogin,
    @Nullable String adminPassword,
    @Nullable Integer postgresVersion,
    @Nullable String region) {

  AskedServer asked() {
    TierRequest tier = pricingTier == null ? TierRequest.NOTHING : pricingTier;
    return new AskedServer(name, tier.asked(), adminLogin, postgresVersion, region);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ServerRequest[name=%s]".formatted(name);
  }

  /**
   * A pricing tier, or a part of one.
   *
   * @param restoreTimeObjective an ISO 8601 duration
   */
  record TierRequest(
      @Nullable String computeTier,
      @Nullable Integer vCores,
      @Nullable Integer storageGb,
      @Nullable Integer backupRetentionDays,
      @Nullable String backupRedundancy,
      @Nullable String restoreTimeObjective) {

    static final TierRequest NOTHING = new TierRequest(null, null, null, null, null, null);

    AskedTier asked() {
      return new AskedTier(
          computeTier,
          vCores,
          storageGb,
          backupRetentionDays,
          backupRedundancy,
          restoreTimeObjective);
    }
  }

  /** The body of {@code PATCH /v1/servers/{nameOrId}}. */
  record Change(@Nullable TierRequest pricingTier, @Nullable String durability) {

    @Nullable Durability askedDurability() {
      return durability == null ? null : Durability.named(durability);
    }

    AskedTier asked() {
      return (pricingTier == null ? TierRequest.NOTHING : pricingTier).asked();
    }
  }

  /** The body of {@code POST /v1/servers/{nameOrId}/admin-password}. */
  record Password(@Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Password[]";
    }
  }
}

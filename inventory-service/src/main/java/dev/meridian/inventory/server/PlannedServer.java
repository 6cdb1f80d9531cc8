package dev.meridian.inventory.server;

import dev.meridian.inventory.pricing.PricingTier;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server that a restore is to make.
 *
 * @param id chosen by whoever asked for the restore
 * @param postgresVersion major
 * @param targetTime the instant that was asked for; null when none was
 * @param plan the plan, as restore-service made it; passed on as it is
 */
public record PlannedServer(
    UUID restoreId,
    UUID sourceServerId,
    UUID id,
    String name,
    PricingTier pricingTier,
    String adminLogin,
    int postgresVersion,
    String region,
    @Nullable Instant targetTime,
    String plan) {}

package dev.meridian.inventory.server;

import dev.meridian.inventory.pricing.AskedTier;
import org.jspecify.annotations.Nullable;

/**
 * A server as somebody asks for it: anything may be missing or wrong.
 *
 * @param postgresVersion major; null for the newest
 * @param region null for any
 */
public record AskedServer(
    @Nullable String name,
    AskedTier pricingTier,
    @Nullable String adminLogin,
    @Nullable Integer postgresVersion,
    @Nullable String region) {}

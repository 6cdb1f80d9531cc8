package dev.meridian.host.configuration;

import dev.meridian.host.server.PricingTier;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tier in PostgreSQL's settings. The memory that comes with a tier's cores is what it may use; a
 * machine with less gives no server more than half of what it has, so that every tier starts
 * everywhere.
 */
final class TierSettings {

  /** More than any tier has: what a standby's own must reach while a backup is recovered. */
  static final int MOST_CONNECTIONS = 1000;

  private static final long MB = 1024 * 1024;
  private static final long GB = 1024 * MB;

  private TierSettings() {}

  static Map<String, String> of(PricingTier tier, Machine machine) {
    long memory =
        Math.min(
            tier.cores() * tier.computeTier().memoryGbPerCore() * GB, machine.memoryBytes() / 2);
    int connections = Math.min(50 * tier.cores() + 50, MOST_CONNECTIONS);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("max_connections", Integer.toString(connections));
    settings.put("shared_buffers", megabytes(Math.clamp(memory / 4, 32 * MB, 64 * GB)));
    settings.put("effective_cache_size", megabytes(Math.max(memory * 3 / 4, 64 * MB)));
    settings.put("work_mem", megabytes(Math.clamp(memory / 4 / connections, 4 * MB, 64 * MB)));
    settings.put("maintenance_work_mem", megabytes(Math.clamp(memory / 16, 64 * MB, 2 * GB)));
    settings.put("max_parallel_workers", Integer.toString(tier.cores()));
    settings.put(
        "max_parallel_workers_per_gather", Integer.toString(Math.clamp(tier.cores() / 2, 1, 4)));
    settings.put("max_wal_size", megabytes(Math.clamp(tier.storageGb() * GB / 20, GB, 16 * GB)));
    // What an absent backup-service can cost: a tenth of the storage.
    settings.put("max_slot_wal_keep_size", megabytes(Math.max(tier.storageGb() * GB / 10, 2 * GB)));
    return settings;
  }

  private static String megabytes(long bytes) {
    return bytes / MB + "MB";
  }
}

package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.archive.Archives;
import dev.meridian.restore.source.OfferedTier;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.Tier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what a new server will be like: as its source, but for what was asked for. */
@Component
class ChooseDestination {

  private static final long GB = 1L << 30;

  private final Archives archives;

  ChooseDestination(Archives archives) {
    this.archives = archives;
  }

  /**
   * What it will be like.
   *
   * @throws Refused when it can't be so
   */
  Destination of(SourceServer source, Options options) {
    requireKnownSettings(options.settings());
    Tier tier =
        options.changeTier() ? OfferedTier.checked(options.over(source.tier())) : source.tier();
    String region = options.region() == null ? source.region() : options.region();
    if (options.region() != null && !archives.regions().contains(region)) {
      throw Refused.invalid(
              "region-unknown",
              "There is no region %s; there are %s".formatted(region, archives.regions()))
          .field("region");
    }
    boolean asked = options.region() != null || options.backupRedundancy() != null;
    if (asked && tier.backupRedundancy().equals("Geo") && archives.pairOf(region).isEmpty()) {
      throw Refused.invalid(
              "region-not-paired",
              "Geographically redundant backups need a region that is paired with another, and %s is not; ask for backup redundancy Local, or for another region"
                  .formatted(region))
          .field("pricingTier.backupRedundancy");
    }
    return new Destination(tier, region);
  }

  private static void requireKnownSettings(@Nullable String settings) {
    if (settings != null
        && !settings.equals(Options.AS_OF_TARGET)
        && !settings.equals(Options.TIER_DEFAULTS)) {
      throw Refused.invalid(
              "settings-invalid",
              "settings is %s or %s; got %s"
                  .formatted(Options.AS_OF_TARGET, Options.TIER_DEFAULTS, settings))
          .field("settings");
    }
  }

  /**
   * Makes sure that the data fits, as the backup has it: how much the log adds isn't known before.
   *
   * @throws Refused {@code storage-too-small}
   */
  static void requireRoom(Destination destination, Options options, long dataBytes) {
    int storage = destination.tier().storageGb();
    if (storage * GB < dataBytes) {
      throw Refused.invalid(
              "storage-too-small",
              "The data takes %.1f GB, more than the %d GB that %s; ask for storage of %d GB or more"
                  .formatted(
                      gigabytes(dataBytes),
                      storage,
                      options.storageGb() == null ? "its source has" : "were asked for",
                      Math.ceilDiv(dataBytes, GB)))
          .field("pricingTier.storageGb");
    }
  }

  /** Whether there is room for what the log may add to the data, for people. */
  static String roomForLog(Destination destination, long dataBytes, long walBytes) {
    int storage = destination.tier().storageGb();
    String data =
        "The data takes %.1f of %d GB in the backup; the log after it may add to that"
            .formatted(gigabytes(dataBytes), storage);
    return storage * GB < dataBytes + walBytes
        ? data + ", and its %.1f GB are more than there is room for".formatted(gigabytes(walBytes))
        : data;
  }

  private static double gigabytes(long bytes) {
    return (double) bytes / GB;
  }
}

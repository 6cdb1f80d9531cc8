package dev.meridian.restore.source;

import dev.meridian.messaging.problem.Refused;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Makes sure that a tier is one that is offered. */
public final class OfferedTier {

  private OfferedTier() {}

  /**
   * The tier, if it is offered, with its objective in the usual form.
   *
   * @throws Refused the first thing that is wrong with it, by the same codes as inventory's
   */
  public static Tier checked(Tier tier) {
    String compute = tier.computeTier();
    require(
        Offer.COMPUTE_TIERS.contains(compute),
        "compute-tier-invalid",
        "computeTier",
        "computeTier is %s; got %s".formatted(oneOf(Offer.COMPUTE_TIERS), compute));
    List<Integer> cores = Offer.V_CORES.getOrDefault(compute, List.of());
    require(
        cores.contains(tier.vCores()),
        "vcores-invalid",
        "vCores",
        "%s comes with %s vCores; got %d".formatted(compute, oneOf(cores), tier.vCores()));
    between(
        tier.storageGb(),
        Offer.LEAST_STORAGE_GB,
        Offer.MOST_STORAGE_GB,
        "storage-invalid",
        "storageGb",
        "GB");
    between(
        tier.backupRetentionDays(),
        Offer.SHORTEST_RETENTION_DAYS,
        Offer.LONGEST_RETENTION_DAYS,
        "backup-retention-invalid",
        "backupRetentionDays",
        "days");
    requireRedundancy(compute, tier.backupRedundancy());
    Duration objective = objective(tier.restoreTimeObjective());
    return tier.withBackups(
        tier.backupRetentionDays(), tier.backupRedundancy(), objective.toString());
  }

  private static Duration objective(String asked) {
    Optional<Duration> objective = parsed(asked).filter(OfferedTier::isOffered);
    require(
        objective.isPresent(),
        "restore-time-objective-invalid",
        "restoreTimeObjective",
        "restoreTimeObjective is an ISO 8601 duration such as PT5M, in whole seconds from %s to %s; got %s"
            .formatted(Offer.SHORTEST_OBJECTIVE, Offer.LONGEST_OBJECTIVE, asked));
    return objective.orElseThrow();
  }

  private static Optional<Duration> parsed(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static boolean isOffered(Duration objective) {
    return objective.getNano() == 0
        && objective.compareTo(Offer.SHORTEST_OBJECTIVE) >= 0
        && objective.compareTo(Offer.LONGEST_OBJECTIVE) <= 0;
  }

  private static void requireRedundancy(String compute, String redundancy) {
    require(
        Offer.ALL_REDUNDANCIES.contains(redundancy),
        "backup-redundancy-invalid",
        "backupRedundancy",
        "backupRedundancy is %s; got %s".formatted(oneOf(Offer.ALL_REDUNDANCIES), redundancy));
    List<String> offered = Offer.REDUNDANCIES.getOrDefault(compute, List.of());
    require(
        offered.contains(redundancy),
        "backup-redundancy-not-offered",
        "backupRedundancy",
        "%s comes with backup redundancy %s; got %s"
            .formatted(compute, oneOf(offered), redundancy));
  }

  private static void between(
      int value, int least, int most, String code, String field, String unit) {
    require(
        value >= least && value <= most,
        code,
        field,
        "%s is %d to %d %s; got %d".formatted(field, least, most, unit, value));
  }

  private static void require(boolean holds, String code, String field, String message) {
    if (!holds) {
      throw Refused.invalid(code, message).field("pricingTier." + field);
    }
  }

  private static String oneOf(List<?> offered) {
    return String.join(" or ", offered.stream().map(String::valueOf).toList());
  }
}

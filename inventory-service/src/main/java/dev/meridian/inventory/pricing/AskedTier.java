package dev.meridian.inventory.pricing;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pricing tier as somebody asks for it: anything may be missing or wrong.
 *
 * <p>Basic comes with 1 or 2 cores and local backups, GeneralPurpose with 2 to 64 cores,
 * MemoryOptimized with 2 to 32; each with 5 to 16,384 GB of storage, backups that are kept for 7 to
 * 35 days, and restores that may replay log for 30 seconds to 24 hours.
 *
 * @param restoreTimeObjective an ISO 8601 duration
 */
public record AskedTier(
    @Nullable String computeTier,
    @Nullable Integer vCores,
    @Nullable Integer storageGb,
    @Nullable Integer backupRetentionDays,
    @Nullable String backupRedundancy,
    @Nullable String restoreTimeObjective) {

  private static final int LEAST_STORAGE_GB = 5;
  private static final int MOST_STORAGE_GB = 16_384;
  private static final int SHORTEST_RETENTION_DAYS = 7;
  private static final int LONGEST_RETENTION_DAYS = 35;

  /** Asks for what there is already. */
  static AskedTier of(PricingTier tier) {
    return new AskedTier(
        tier.computeTier().name(),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy().name(),
        tier.restoreTimeObjective().toString());
  }

  /**
   * The same, with 7 days of retention, local backups and an objective of 5 minutes where nothing
   * else was asked for.
   */
  public AskedTier withDefaults() {
    return new AskedTier(
        computeTier,
        vCores,
        storageGb,
        backupRetentionDays == null
            ? Integer.valueOf(SHORTEST_RETENTION_DAYS)
            : backupRetentionDays,
        backupRedundancy == null ? Redundancy.Local.name() : backupRedundancy,
        restoreTimeObjective == null
            ? RestoreTimeObjective.USUAL.toString()
            : restoreTimeObjective);
  }

  /** The same, with what a server has where nothing else was asked for. */
  public AskedTier over(PricingTier present) {
    AskedTier rest = of(present);
    return new AskedTier(
        computeTier == null ? rest.computeTier : computeTier,
        vCores == null ? rest.vCores : vCores,
        storageGb == null ? rest.storageGb : storageGb,
        backupRetentionDays == null ? rest.backupRetentionDays : backupRetentionDays,
        backupRedundancy == null ? rest.backupRedundancy : backupRedundancy,
        restoreTimeObjective == null ? rest.restoreTimeObjective : restoreTimeObjective);
  }

  /** The tier, if it is one that is offered; what is wrong with it is noted. */
  public Optional<PricingTier> checked(Findings findings) {
    Optional<ComputeTier> compute = findings.check(this::compute);
    Optional<Integer> cores = compute.flatMap(it -> findings.check(() -> cores(it)));
    Optional<Integer> storage = findings.check(this::storage);
    Optional<Integer> retention = findings.check(this::retention);
    Optional<Redundancy> redundancy = findings.check(() -> redundancy(compute.orElse(null)));
    Optional<Duration> objective =
        findings.check(() -> RestoreTimeObjective.checked(restoreTimeObjective));
    if (cores.isEmpty()
        || storage.isEmpty()
        || retention.isEmpty()
        || redundancy.isEmpty()
        || objective.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PricingTier(
            compute.orElseThrow(),
            cores.get(),
            storage.get(),
            retention.get(),
            redundancy.get(),
            (int) objective.get().toSeconds()));
  }

  private ComputeTier compute() {
    return known(ComputeTier.values(), computeTier, "compute-tier-invalid", "computeTier");
  }

  private Integer cores(ComputeTier compute) {
    if (vCores == null || !compute.vCores().contains(vCores)) {
      throw refusal(
          "vcores-invalid",
          "vCores",
          "%s comes with %s vCores; got %s"
              .formatted(compute, oneOf(compute.vCores()), given(vCores)));
    }
    return vCores;
  }

  private Integer storage() {
    return between(
        storageGb, LEAST_STORAGE_GB, MOST_STORAGE_GB, "storage-invalid", "storageGb", "GB");
  }

  private Integer retention() {
    return between(
        backupRetentionDays,
        SHORTEST_RETENTION_DAYS,
        LONGEST_RETENTION_DAYS,
        "backup-retention-invalid",
        "backupRetentionDays",
        "days");
  }

  private Redundancy redundancy(@Nullable ComputeTier compute) {
    Redundancy asked =
        known(
            Redundancy.values(), backupRedundancy, "backup-redundancy-invalid", "backupRedundancy");
    if (compute != null && !compute.redundancies().contains(asked)) {
      throw refusal(
          "backup-redundancy-not-offered",
          "backupRedundancy",
          "%s comes with backup redundancy %s; got %s"
              .formatted(compute, oneOf(compute.redundancies()), asked));
    }
    return asked;
  }

  private static Integer between(
      @Nullable Integer value, int least, int most, String code, String field, String unit) {
    if (value == null || value < least || value > most) {
      throw refusal(
          code,
          field,
          "%s is %d to %d %s; got %s".formatted(field, least, most, unit, given(value)));
    }
    return value;
  }

  private static <E extends Enum<E>> E known(
      E[] offered, @Nullable String asked, String code, String field) {
    return Arrays.stream(offered)
        .filter(one -> one.name().equals(asked))
        .findFirst()
        .orElseThrow(
            () ->
                refusal(
                    code,
                    field,
                    "%s is %s; got %s".formatted(field, oneOf(List.of(offered)), given(asked))));
  }

  private static String oneOf(List<?> offered) {
    return String.join(" or ", offered.stream().map(String::valueOf).toList());
  }

  private static Object given(@Nullable Object value) {
    return value == null ? "nothing" : value;
  }

  private static Refused refusal(String code, String field, String message) {
    return Refused.invalid(code, message).field("pricingTier." + field);
  }
}

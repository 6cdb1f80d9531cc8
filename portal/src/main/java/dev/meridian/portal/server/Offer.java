package dev.meridian.portal.server;

import java.util.List;

/**
 * A compute tier that can be chosen; inventory-service holds every choice against its own rules.
 *
 * @param vCores with how many cores it comes
 */
public record Offer(
    String name, String title, String description, List<Integer> vCores, boolean geo) {

  static final List<Offer> ALL =
      List.of(
          new Offer(
              "Basic",
              "Basic",
              "Light workloads. Backed up in its own region only.",
              List.of(1, 2),
              false),
          new Offer(
              "GeneralPurpose",
              "General Purpose",
              "Balanced cores and memory, for most workloads.",
              List.of(2, 4, 8, 16, 32, 64),
              true),
          new Offer(
              "MemoryOptimized",
              "Memory Optimized",
              "More memory for each core, for caches and analytics.",
              List.of(2, 4, 8, 16, 32),
              true));

  private static final List<Integer> EVERY_COUNT = List.of(1, 2, 4, 8, 16, 32, 64);

  static String title(String name) {
    return ALL.stream()
        .filter(offer -> offer.name.equals(name))
        .map(Offer::title)
        .findFirst()
        .orElse(name);
  }

  /** How many cores can be chosen; every count where it isn't known yet for which tier. */
  static List<Integer> vCores(TierForm form, boolean tierIsFinal) {
    return ALL.stream()
        .filter(offer -> tierIsFinal && offer.name.equals(form.computeTier()))
        .map(Offer::vCores)
        .findFirst()
        .orElse(EVERY_COUNT);
  }

  /** Whether the chosen tier can be had with copies in another region. */
  static boolean geo(TierForm form, boolean tierIsFinal) {
    return !tierIsFinal
        || ALL.stream().noneMatch(offer -> offer.name.equals(form.computeTier()) && !offer.geo);
  }
}

package dev.meridian.inventory.placement;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the region and the PostgreSQL version of a new server, before it has a host. */
@Component
public class ChooseRegion {

  private final Regions regions;
  private final Hosts hosts;
  private final Duration silence;
  private final Clock clock;

  ChooseRegion(Regions regions, Hosts hosts, PlacementSettings settings, Clock clock) {
    this.regions = regions;
    this.hosts = hosts;
    this.silence = settings.silence();
    this.clock = clock;
  }

  /**
   * What a server is to have.
   *
   * @param postgresVersion major
   */
  public record Choice(String region, int postgresVersion) {}

  /**
   * Chooses, among the hosts that live; among all that are known, if none does: they may have been
   * silent only because this service was away.
   *
   * @param region the only one that will do; null if any will
   * @param postgresVersion the only major version that will do; null for the newest
   * @param paired whether backups are to be copied to another region
   * @param findings where it is noted why no choice is possible
   */
  public Optional<Choice> choose(
      @Nullable String region,
      @Nullable Integer postgresVersion,
      boolean paired,
      Findings findings) {
    return findings
        .check(() -> regions.suiting(region))
        .flatMap(it -> paired ? findings.check(() -> Regions.paired(it)) : Optional.of(it))
        .flatMap(it -> findings.check(() -> choose(it, postgresVersion)));
  }

  private Choice choose(List<Region> among, @Nullable Integer asked) {
    List<Host> candidates = candidates(among);
    int version = asked == null ? newest(candidates) : asked;
    return among.stream()
        .map(Region::name)
        .filter(name -> candidates.stream().anyMatch(runsIn(name, version)))
        .findFirst()
        .map(name -> new Choice(name, version))
        .orElseThrow(() -> versionUnavailable(version, candidates));
  }

  private List<Host> candidates(List<Region> among) {
    List<String> names = among.stream().map(Region::name).toList();
    List<Host> known =
        hosts.findAllOrderById().stream().filter(host -> names.contains(host.region())).toList();
    Instant now = clock.instant();
    List<Host> living = known.stream().filter(host -> host.isLiving(now, silence)).toList();
    if (known.isEmpty()) {
      throw noHost(names);
    }
    return living.isEmpty() ? known : living;
  }

  private static Predicate<Host> runsIn(String region, int version) {
    return host -> host.region().equals(region) && host.runs(version);
  }

  private static int newest(List<Host> candidates) {
    return versions(candidates).max(Comparator.naturalOrder()).orElse(0);
  }

  private static Stream<Integer> versions(List<Host> candidates) {
    return candidates.stream().flatMap(host -> host.postgresVersions().stream());
  }

  private static Refused versionUnavailable(int asked, List<Host> candidates) {
    List<Integer> available = versions(candidates).distinct().sorted().toList();
    return Refused.invalid(
            "postgres-version-unavailable",
            "No host runs PostgreSQL %d; there are %s".formatted(asked, available))
        .field("postgresVersion")
        .with("available", available);
  }

  private static Refused noHost(List<String> regions) {
    return Refused.unavailable(
        "no-host-available",
        "No host has reported from %s; start postgres-host there and try again"
            .formatted(String.join(" or ", regions)));
  }
}

package dev.meridian.inventory.placement;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Gives servers places on hosts, and takes them back. */
@Component
public class TakePlace {

  private final Hosts hosts;
  private final Places places;
  private final ForeignPorts foreignPorts;
  private final Duration silence;
  private final Duration avoidPortFor;
  private final Clock clock;

  TakePlace(
      Hosts hosts,
      Places places,
      ForeignPorts foreignPorts,
      PlacementSettings settings,
      Clock clock) {
    this.hosts = hosts;
    this.places = places;
    this.foreignPorts = foreignPorts;
    this.silence = settings.silence();
    this.avoidPortFor = settings.avoidPortFor();
    this.clock = clock;
  }

  /** What came of looking for a place. */
  public sealed interface Outcome {

    /** There was one, and the server has it now. */
    record Taken(Place place) implements Outcome {}

    /** None yet: a host that would suit is silent at the moment. */
    record Waiting() implements Outcome {}

    /** None: no host of the region runs that version and has a port to spare. */
    record Full() implements Outcome {}
  }

  /**
   * Takes a place on the living host of the region that has the fewest servers. Where something
   * else was found at every port that is free, it may have gone from the one where it was found
   * first.
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public Outcome take(UUID serverId, String region, int postgresVersion) {
    places.lock(region);
    List<Host> suiting =
        hosts.findByRegionOrderById(region).stream()
            .filter(host -> host.runs(postgresVersion))
            .toList();
    Map<String, Set<Integer>> taken = portsTaken(suiting);
    Instant now = clock.instant();
    List<Place> free =
        suiting.stream()
            .filter(host -> host.isLiving(now, silence))
            .sorted(Comparator.comparing(host -> portsOf(host, taken).size()))
            .flatMap(host -> free(serverId, host, portsOf(host, taken)))
            .toList();
    Optional<Place> best = best(free, now);
    if (best.isPresent()) {
      places.save(best.get());
      return new Outcome.Taken(best.get());
    }
    boolean oneIsSilent = suiting.stream().anyMatch(host -> !host.isLiving(now, silence));
    return oneIsSilent ? new Outcome.Waiting() : new Outcome.Full();
  }

  /** Something else listens at the port of a server's place: others get it later than the rest. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void avoidPortOf(UUID serverId) {
    Instant now = clock.instant();
    foreignPorts.deleteByFoundAtBefore(now.minus(avoidPortFor));
    foreignPorts.putPlaceOf(serverId, now);
  }

  /** Takes a server's place back, if it has one: its port can be given again. */
  @Transactional(propagation = Propagation.MANDATORY)
  public void giveBack(UUID serverId) {
    places.deleteByServerId(serverId);
  }

  private Map<String, Set<Integer>> portsTaken(List<Host> suiting) {
    return places.findByHostIdIn(suiting.stream().map(Host::id).toList()).stream()
        .collect(groupingBy(Place::hostId, mapping(Place::port, toSet())));
  }

  private static Set<Integer> portsOf(Host host, Map<String, Set<Integer>> taken) {
    return taken.getOrDefault(host.id(), Set.of());
  }

  private static Stream<Place> free(UUID serverId, Host host, Set<Integer> taken) {
    return IntStream.range(host.firstPort(), host.firstPort() + host.portCount())
        .filter(port -> !taken.contains(port))
        .mapToObj(port -> new Place(serverId, host.id(), port));
  }

  private Optional<Place> best(List<Place> free, Instant now) {
    Map<ForeignPort.Key, Instant> foreign =
        foreignPorts.findByFoundAtAfter(now.minus(avoidPortFor)).stream()
            .collect(toMap(ForeignPort::key, ForeignPort::foundAt));
    return free.stream().min(Comparator.comparing(place -> foundAt(place, foreign)));
  }

  private static Instant foundAt(Place place, Map<ForeignPort.Key, Instant> foreign) {
    return foreign.getOrDefault(new ForeignPort.Key(place.hostId(), place.port()), Instant.MIN);
  }
}

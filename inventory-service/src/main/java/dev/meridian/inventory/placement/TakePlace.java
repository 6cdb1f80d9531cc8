package dev.meridian.inventory.placement;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
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
  private final Duration silence;
  private final Clock clock;

  TakePlace(Hosts hosts, Places places, PlacementSettings settings, Clock clock) {
    this.hosts = hosts;
    this.places = places;
    this.silence = settings.silence();
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

  /** Takes a place on the living host of the region that has the fewest servers. */
  @Transactional(propagation = Propagation.MANDATORY)
  public Outcome take(UUID serverId, String region, int postgresVersion) {
    places.lock(region);
    List<Host> suiting =
        hosts.findByRegionOrderById(region).stream()
            .filter(host -> host.runs(postgresVersion))
            .toList();
    Map<String, Set<Integer>> taken = portsTaken(suiting);
    Instant now = clock.instant();
    Optional<Place> free =
        suiting.stream()
            .filter(host -> host.isLiving(now, silence))
            .sorted(Comparator.comparing(host -> portsOf(host, taken).size()))
            .flatMap(host -> firstFree(serverId, host, portsOf(host, taken)))
            .findFirst();
    if (free.isPresent()) {
      places.save(free.get());
      return new Outcome.Taken(free.get());
    }
    boolean oneIsSilent = suiting.stream().anyMatch(host -> !host.isLiving(now, silence));
    return oneIsSilent ? new Outcome.Waiting() : new Outcome.Full();
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

  private static Stream<Place> firstFree(UUID serverId, Host host, Set<Integer> taken) {
    return IntStream.range(host.firstPort(), host.firstPort() + host.portCount())
        .filter(port -> !taken.contains(port))
        .mapToObj(port -> new Place(serverId, host.id(), port))
        .limit(1);
  }
}

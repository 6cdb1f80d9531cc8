package dev.meridian.inventory.placement;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what hosts report, and shows it. */
@Component
public class WatchHosts {

  private final Hosts hosts;
  private final Places places;
  private final Duration silence;
  private final Clock clock;

  WatchHosts(Hosts hosts, Places places, PlacementSettings settings, Clock clock) {
    this.hosts = hosts;
    this.places = places;
    this.silence = settings.silence();
    this.clock = clock;
  }

  /** A host and what it does at the moment. */
  public record Watched(Host host, long servers, boolean living) {}

  /** Keeps a host's report. */
  @Transactional
  public void reported(Host host) {
    hosts.put(host);
  }

  /** Every host that has ever reported. */
  @Transactional(readOnly = true)
  public List<Watched> all() {
    Map<String, Long> servers =
        places.findAll().stream().collect(groupingBy(Place::hostId, counting()));
    Instant now = clock.instant();
    return hosts.findAllOrderById().stream()
        .map(
            host ->
                new Watched(host, servers.getOrDefault(host.id(), 0L), host.isLiving(now, silence)))
        .toList();
  }
}

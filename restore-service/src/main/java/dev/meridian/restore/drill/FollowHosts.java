package dev.meridian.restore.drill;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps up with which hosts there are, and how much room they have. */
@Component
@Transactional
public class FollowHosts {

  private final Hosts hosts;

  FollowHosts(Hosts hosts) {
    this.hosts = hosts;
  }

  /** A host has reported itself. */
  public void reported(
      String id, String region, long freeBytes, List<Integer> postgresVersions, Instant at) {
    String versions =
        postgresVersions.stream().map(String::valueOf).collect(Collectors.joining(","));
    hosts.put(id, region, freeBytes, versions, at);
  }
}

package dev.meridian.restore.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long GB = 1L << 30;

  private static Host host(String id, String region, long freeGb, String versions, int secondsAgo) {
    return new Host(id, region, freeGb * GB, versions, NOON.minusSeconds(secondsAgo));
  }

  @Test
  void theOneWithTheMostRoomOfThoseThatCanDoItIsChosen() {
    List<Host> hosts =
        List.of(
            host("small", "west", 20, "15,18", 1),
            host("right", "west", 30, "15,18", 1),
            host("elsewhere", "east", 90, "15,18", 1),
            host("old", "west", 90, "15", 1),
            host("gone", "west", 90, "15,18", 61));

    assertThat(Host.withRoom(hosts, "west", 18, 10 * GB, NOON)).map(Host::id).contains("right");
    assertThat(Host.withRoom(hosts, "west", 18, 29 * GB, NOON)).map(Host::id).contains("right");
    assertThat(Host.withRoom(hosts, "west", 18, 29 * GB + 1, NOON)).isEmpty();
    assertThat(Host.withRoom(hosts, "west", 8, GB, NOON)).isEmpty();
  }
}

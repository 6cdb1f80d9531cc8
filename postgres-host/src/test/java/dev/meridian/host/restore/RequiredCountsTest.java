package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RequiredCountsTest {

  @Test
  void whatTheSourceHadMoreOfIsFoundInTheLog() {
    assertThat(
            RequiredCounts.in(
                """
                2026-11-22 12:00:00.000 UTC [7] WARNING:  hot standby is not possible because of insufficient parameter settings
                2026-11-22 12:00:00.000 UTC [7] DETAIL:  max_connections = 1000 is a lower setting than on the primary server, where its value was 1100.
                2026-11-22 12:00:00.000 UTC [7] LOG:  recovery has paused
                2026-11-22 12:00:01.000 UTC [7] FATAL:  recovery aborted because of insufficient parameter settings
                2026-11-22 12:00:01.000 UTC [7] DETAIL:  max_wal_senders = 16 is a lower setting than on the primary server, where its value was 32.
                """))
        .isEqualTo(Map.of("max_connections", 1100L, "max_wal_senders", 32L));
  }

  @Test
  void anythingElseWantsNothing() {
    assertThat(RequiredCounts.in("FATAL:  could not map anonymous shared memory")).isEmpty();
  }
}

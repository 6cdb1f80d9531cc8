package dev.meridian.backup.wal;

import static dev.meridian.backup.protection.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.backup.protection.Shop;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerClocksTest {

  private static final Duration DAYS = Duration.ofDays(3);

  private final ServerArchive archive =
      Repository.create(new MemoryStore(), RepositoryKey.generate()).server(Shop.ID);

  private Instant reached(ProtectionState state, @Nullable Instant heard) {
    var clocks =
        new ServerClocks(server -> Optional.ofNullable(heard), Clock.fixed(NOON, ZoneOffset.UTC));
    return clocks.reached(Shop.in(state, null), archive);
  }

  private void backUp(Instant at) {
    try (var backup = archive.newBackup()) {
      var start = new Lsn(1L << 24);
      backup.complete(new BackupFacts("", "18.6", 7, 16 << 20, 1, start, start, at, at));
    }
  }

  @Test
  void aServersClockCountsWhereItIsBehindOurs() {
    assertThat(reached(ProtectionState.ACTIVE, NOON.minus(DAYS))).isEqualTo(NOON.minus(DAYS));
  }

  @Test
  void oursCountsWhereAServersIsAhead() {
    assertThat(reached(ProtectionState.ACTIVE, NOON.plus(DAYS))).isEqualTo(NOON);
  }

  @Test
  void forAServerThatIsNotHeardTimeStandsStillAtItsLastBackup() {
    backUp(NOON.minus(DAYS));
    backUp(NOON.minus(DAYS.multipliedBy(2)));

    assertThat(reached(ProtectionState.ACTIVE, null)).isEqualTo(NOON.minus(DAYS));
  }

  @Test
  void whereNothingIsKnownOfAServersClockNothingIsReached() {
    assertThat(reached(ProtectionState.ACTIVE, null)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void oursAloneCountsForAServerThatIsGone() {
    backUp(NOON.minus(DAYS));

    assertThat(reached(ProtectionState.ENDED, NOON.minus(DAYS))).isEqualTo(NOON);
  }
}

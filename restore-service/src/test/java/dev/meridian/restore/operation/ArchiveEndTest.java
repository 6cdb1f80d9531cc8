package dev.meridian.restore.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchiveEndTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void anArchiveThatHoldsAllUpToAnInstantPromisesNoMore() {
    assertThat(explained(ArchiveEnd.Kind.OPEN, NOON.plusSeconds(5)))
        .contains("up to " + NOON.plusSeconds(5), "any target up to then has the same result");
    assertThat(explained(ArchiveEnd.Kind.OPEN, NOON.minusSeconds(5)))
        .contains("isn't known")
        .doesNotContain("same result");
    assertThat(explained(ArchiveEnd.Kind.OPEN, null)).contains("isn't known");
  }

  @Test
  void onlyAServerThatIsGoneHasNothingLater() {
    assertThat(explained(ArchiveEnd.Kind.FINAL, NOON.plusSeconds(5)))
        .contains("any later target has the same result");
    assertThat(explained(ArchiveEnd.Kind.COPY, null))
        .contains("may lag behind")
        .doesNotContain("same result");
    assertThat(explained(ArchiveEnd.Kind.GAP, null))
        .contains("has a gap")
        .doesNotContain("same result");
  }

  @Test
  void aBackupHoldsAllOfItsOwnTime() {
    Instant stopped = NOON.plusSeconds(1);
    assertThat(new ArchiveEnd(ArchiveEnd.Kind.COPY, null).completeTo(stopped)).isEqualTo(stopped);
    assertThat(new ArchiveEnd(ArchiveEnd.Kind.OPEN, NOON).completeTo(stopped)).isEqualTo(stopped);
    assertThat(new ArchiveEnd(ArchiveEnd.Kind.OPEN, NOON.plusSeconds(2)).completeTo(stopped))
        .isEqualTo(NOON.plusSeconds(2));
  }

  private static String explained(ArchiveEnd.Kind kind, @Nullable Instant completeTo) {
    return new ArchiveEnd(kind, completeTo).explanation(NOON);
  }
}

package dev.meridian.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergePlanTest {

  private static final long SPAN = WalArchiveWriter.SPAN_BYTES;

  /** Too late in a span for anything large to follow. */
  private static final long LATE = SPAN - MergePlan.LARGE_BYTES;

  @Test
  void thirtyTwoNeighboursOfAGenerationAreMerged() {
    List<MergePlan.Item> items = new ArrayList<>();
    items.add(item(0, 10, 1));
    for (int number = 0; number < 31; number++) {
      items.add(item(10 + number, 11 + number, 0));
    }
    assertThat(MergePlan.of(items, new Lsn(41)).merge()).isEmpty();

    items.add(item(41, 42, 0));

    assertThat(MergePlan.of(items, new Lsn(42)).merge())
        .hasSize(32)
        .startsWith(item(10, 11, 0))
        .endsWith(item(41, 42, 0));
  }

  @Test
  void aFinishedSpanIsMergedWhateverTheGenerations() {
    var items =
        List.of(
            item(LATE + 5, LATE + 10, 0),
            item(LATE + 10, LATE + 20, 2),
            item(LATE + 20, SPAN, 0),
            item(SPAN, SPAN + 1, 0));

    MergePlan plan = MergePlan.of(items, new Lsn(SPAN + 1));

    assertThat(plan.merge()).isEqualTo(items.subList(0, 3));
  }

  @Test
  void largeObjectsOfAFinishedSpanStayAsTheyAre() {
    long quarter = SPAN / 4;
    var items =
        List.of(
            item(0, 10, 0),
            item(10, quarter, 0),
            item(quarter, 2 * quarter, 0),
            item(2 * quarter, SPAN, 0),
            item(SPAN, SPAN + 1, 0));

    MergePlan plan = MergePlan.of(items, new Lsn(SPAN + 1));

    assertThat(plan.merge()).isEmpty();
    assertThat(plan.settled()).isEqualTo(items.subList(0, 4));
  }

  @Test
  void neighboursAcrossAGapOrASpanStayApart() {
    var items =
        List.of(
            item(0, 10, 0),
            item(11, SPAN, 0),
            item(SPAN, 2 * SPAN, 0),
            item(2 * SPAN, 2 * SPAN + 1, 0));

    MergePlan plan = MergePlan.of(items, new Lsn(2 * SPAN + 1));

    assertThat(plan.merge()).isEmpty();
    assertThat(plan.settled()).isEqualTo(items.subList(0, 3));
  }

  @Test
  void whatLiesWhollyInAnotherIsDeleted() {
    var items = List.of(item(0, 5, 0), item(5, 10, 0), item(0, 10, 1), item(8, 12, 0));

    MergePlan plan = MergePlan.of(items, new Lsn(12));

    assertThat(plan.delete()).containsExactly(item(0, 5, 0), item(5, 10, 0));
    assertThat(plan.merge()).isEmpty();
  }

  @Test
  void overlappingOnesOfAFinishedSpanAreMerged() {
    var items =
        List.of(item(LATE, LATE + 10, 1), item(LATE + 8, LATE + 12, 0), item(LATE + 12, SPAN, 0));

    assertThat(MergePlan.of(items, new Lsn(SPAN)).merge()).isEqualTo(items);
  }

  private static MergePlan.Item item(long start, long end, int generation) {
    return new MergePlan.Item(new WalRange(1, new Lsn(start), new Lsn(end)), generation);
  }
}

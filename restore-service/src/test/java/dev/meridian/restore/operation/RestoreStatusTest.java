package dev.meridian.restore.operation;

import static dev.meridian.restore.operation.RestoreStatus.Cancelled;
import static dev.meridian.restore.operation.RestoreStatus.Cancelling;
import static dev.meridian.restore.operation.RestoreStatus.Completed;
import static dev.meridian.restore.operation.RestoreStatus.Failed;
import static dev.meridian.restore.operation.RestoreStatus.Planned;
import static dev.meridian.restore.operation.RestoreStatus.Rejected;
import static dev.meridian.restore.operation.RestoreStatus.Requested;
import static dev.meridian.restore.operation.RestoreStatus.Running;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestoreStatusTest {

  @Test
  void theseAndNoOtherTransitionsAreLegal() {
    Map<RestoreStatus, Set<RestoreStatus>> legal = new EnumMap<>(RestoreStatus.class);
    for (RestoreStatus from : RestoreStatus.values()) {
      Set<RestoreStatus> next = EnumSet.noneOf(RestoreStatus.class);
      Arrays.stream(RestoreStatus.values()).filter(from::canBecome).forEach(next::add);
      legal.put(from, next);
    }

    assertThat(legal)
        .isEqualTo(
            Map.of(
                Requested, Set.of(Planned, Rejected, Cancelled),
                Planned, Set.of(Running, Completed, Failed, Cancelling),
                Running, Set.of(Running, Completed, Failed, Cancelling),
                Completed, Set.of(),
                Rejected, Set.of(),
                Failed, Set.of(),
                Cancelling, Set.of(Completed, Cancelled),
                Cancelled, Set.of()));
  }

  @Test
  void whatHasEndedIsAnEnd() {
    assertThat(RestoreStatus.values())
        .filteredOn(RestoreStatus::isEnd)
        .containsExactlyInAnyOrder(Completed, Rejected, Failed, Cancelled);
  }
}

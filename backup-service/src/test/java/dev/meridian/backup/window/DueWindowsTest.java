package dev.meridian.backup.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.settings.WindowSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DueWindowsTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final UUID SHOP = new UUID(0, 1);
  private static final UUID STOCK = new UUID(0, 2);

  private final DueWindows due =
      new DueWindows(
          new WindowSettings(
              Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10)));
  private final Map<UUID, RestoreWindow> windows = new HashMap<>();

  @Test
  void theFirstWindowIsDueAtOnceAndNoneIsNone() {
    windows.put(STOCK, RestoreWindow.NOTHING);
    idle(SHOP, 0);
    assertThat(dueAt(0)).containsExactly(SHOP);
    assertThat(dueAt(60)).isEmpty();
  }

  @Test
  void aWindowThatACommitMovedIsDueAsSoonAsItMayBe() {
    idle(SHOP, 0);
    dueAt(0);
    windows.put(SHOP, window(1, 1));
    assertThat(dueAt(1)).isEmpty();
    assertThat(dueAt(2)).containsExactly(SHOP);
    windows.put(SHOP, window(3, 3));
    assertThat(dueAt(3)).isEmpty();
    assertThat(dueAt(4)).containsExactly(SHOP);
  }

  @Test
  void whatOnlyTimeHasMovedIsDueTogether() {
    idle(SHOP, 0);
    dueAt(0);
    for (int second = 1; second < 10; second++) {
      idle(SHOP, second);
      if (second >= 6) {
        idle(STOCK, second);
      }
      assertThat(dueAt(second)).isEqualTo(second == 6 ? Set.of(STOCK) : Set.of());
    }
    idle(SHOP, 10);
    idle(STOCK, 10);
    assertThat(dueAt(10)).containsExactlyInAnyOrder(SHOP, STOCK);
    idle(SHOP, 15);
    idle(STOCK, 15);
    assertThat(dueAt(19)).isEmpty();
    assertThat(dueAt(20)).containsExactlyInAnyOrder(SHOP, STOCK);
  }

  @Test
  void aWindowThatWasPublishedRightBeforeTheOthersWaitsNoLongerThanThey() {
    idle(SHOP, 0);
    dueAt(0);
    idle(STOCK, 9);
    assertThat(dueAt(9)).containsExactly(STOCK);
    idle(STOCK, 10);
    assertThat(dueAt(10)).isEmpty();
    assertThat(dueAt(18)).isEmpty();
    assertThat(dueAt(19)).containsExactly(STOCK);
  }

  @Test
  void aServerThatComesBackIsDueAtOnce() {
    idle(SHOP, 0);
    dueAt(0);
    due.keepOnly(STOCK::equals);
    assertThat(dueAt(1)).containsExactly(SHOP);
  }

  private Set<UUID> dueAt(int second) {
    Instant now = NOON.plusSeconds(second);
    Map<UUID, RestoreWindow> moved = due.of(windows, now);
    due.published(moved, now);
    return moved.keySet();
  }

  private void idle(UUID server, int second) {
    windows.put(server, window(0, second));
  }

  private static RestoreWindow window(int latest, int covered) {
    return new RestoreWindow(
        NOON.minusSeconds(60), NOON.plusSeconds(latest), NOON.plusSeconds(covered), List.of());
  }
}

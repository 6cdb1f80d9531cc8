package dev.meridian.backup.window;

import dev.meridian.backup.protection.Protection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Says what can be restored of servers, as it was a moment ago. Of one whose archive is gone by now
 * it has been said that nothing can be: that stays the last word.
 */
@Component
public class SayWindows {

  private final Protection protection;
  private final WindowAnnouncements announcements;

  SayWindows(Protection protection, WindowAnnouncements announcements) {
    this.protection = protection;
    this.announcements = announcements;
  }

  /**
   * Says it, all in one transaction: with many servers there are many at a time.
   *
   * @param moved at least one
   * @return what was said
   */
  @Transactional
  public Map<UUID, RestoreWindow> of(Map<UUID, RestoreWindow> moved) {
    Map<UUID, RestoreWindow> present = new HashMap<>(moved);
    present.keySet().retainAll(protection.keepRestorable(moved.keySet()));
    if (!present.isEmpty()) {
      announcements.moved(present);
    }
    return Map.copyOf(present);
  }
}

package dev.meridian.backup.window;

import java.util.Map;
import java.util.UUID;

/** Says what can be restored; called in a transaction. */
public interface WindowAnnouncements {

  /** What can be restored of servers has changed. */
  void moved(Map<UUID, RestoreWindow> windows);
}

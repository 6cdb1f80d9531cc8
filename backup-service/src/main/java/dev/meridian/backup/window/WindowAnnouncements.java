package dev.meridian.backup.window;

import java.util.UUID;

/** Says what can be restored; called in a transaction. */
public interface WindowAnnouncements {

  /** What can be restored of a server has changed. */
  void moved(UUID serverId, RestoreWindow window);
}

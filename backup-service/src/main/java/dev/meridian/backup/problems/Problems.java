package dev.meridian.backup.problems;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What went wrong last with what is tried again and again, for each server: said once. */
public final class Problems {

  private final Map<UUID, String> last = new ConcurrentHashMap<>();

  /** Whether this is not what went wrong with it before. */
  public boolean isNew(UUID id, Exception problem) {
    String message = String.valueOf(problem.getMessage());
    return !message.equals(last.put(id, message));
  }

  /** It has gone well. */
  public void solved(UUID id) {
    last.remove(id);
  }
}

package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is said of restores to the rest of the world, in the transaction in which it comes true. */
public interface RestoreAnnouncements {

  void requested(Restore restore);

  /** The new server is to be made; {@code holder} is whose data it gets. */
  void planned(Restore restore, SourceServer holder, Destination destination, Plan plan);

  void rejected(Restore restore, String code, String reason, Window window);

  /** {@code left} is how long it still takes, about; null while that isn't known. */
  void progressed(Restore restore, Progress progress, @Nullable Duration left);

  /** {@code restoredToLsn} is where the new server left its source's history. */
  void completed(Restore restore, String restoredToLsn);

  void failed(Restore restore, String code, String reason);

  /** Nobody wants it any more; whoever is at work on it is to stop. */
  void cancelRequested(Restore restore);

  /** Nothing of it is left, as somebody wished. */
  void cancelled(Restore restore);
}

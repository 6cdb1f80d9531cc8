package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.provision.ProgressSink;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A copy on trial that has been recovered up to its target, and can be read. */
public final class RestoredCopy {

  private final Restoration restoration;
  private final ProgressSink progress;

  RestoredCopy(Restoration restoration, ProgressSink progress) {
    this.restoration = restoration;
    this.progress = progress;
  }

  /** The process; it is removed when the one who looks at it is done. */
  public Instance instance() {
    return restoration.instance();
  }

  /** When the last transaction that was replayed ended, if one was. */
  public @Nullable Instant replayedTo() {
    return restoration.replayedTo();
  }

  /** Has it leave recovery, as a restored server does: from now on it can be written to. */
  public void promote() {
    Phase promote = new Promote();
    progress.begins(promote.name());
    promote.run(restoration);
    restoration.close();
  }
}

package dev.meridian.restore.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a host is with a restore.
 *
 * @param phase its name, such as {@code fetch files}
 * @param bytesTotal 0 where a phase isn't counted in bytes
 * @param replayedTo the time of the last transaction that was replayed
 * @param waitingFor what it can't get on without, such as {@code repository}; null while it does
 */
public record Progress(
    String phase,
    long bytesDone,
    long bytesTotal,
    @Nullable Instant replayedTo,
    @Nullable String waitingFor) {

  static final Progress NONE = new Progress("", 0, 0, null, null);
}

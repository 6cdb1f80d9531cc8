package dev.meridian.host.restore;

import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.backup.LateFiles;
import dev.meridian.repository.backup.RestoreInSteps;
import dev.meridian.repository.work.ProgressListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The backup's files while they are written: first what PostgreSQL must have to begin, then, maybe
 * while it replays the log already, large ones.
 */
final class ArrivingFiles implements AutoCloseable {

  private final RestoreInSteps files;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("large-files").factory());

  private final ProgressListener first;
  private volatile boolean begun;
  private volatile long bytesDone;
  private volatile long bytesTotal;

  /**
   * @param first is told of the files that are written before {@link #begin}
   */
  ArrivingFiles(
      BackupReader backup, Path data, Map<Long, Path> tablespaces, ProgressListener first) {
    this.first = first;
    this.files = backup.restoreInSteps(data, tablespaces, this::progressed);
  }

  private void progressed(long done, long total) {
    bytesDone = done;
    bytesTotal = total;
    if (!begun) {
      first.progressed(done, total);
    }
  }

  /** Writes what PostgreSQL must have to begin, or all. */
  void writeFirst(boolean all) {
    files.first();
    if (all && !isComplete()) {
      files.late();
    }
  }

  long bytesDone() {
    return bytesDone;
  }

  long bytesTotal() {
    return bytesTotal;
  }

  /** Begins to write what {@link RestoreInSteps#first} left, and returns at once. */
  void begin() {
    begun = true;
    thread.execute(this::write);
  }

  private void write() {
    try {
      files.late();
    } catch (RuntimeException e) {
      // Who waits for the files throws it, and so does requireAlive.
    }
  }

  boolean isComplete() {
    return files.files().isComplete();
  }

  void requireAlive() {
    files.files().requireAlive();
  }

  LateFiles files() {
    return files.files();
  }

  /** Ends it, wherever it is. */
  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }
}

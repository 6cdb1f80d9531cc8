package dev.meridian.host.restore;

import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.backup.LateFiles;
import dev.meridian.repository.backup.RestoreInSteps;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The backup's files while they are written: first what PostgreSQL must have to begin, then, maybe
 * while it replays the log already, large ones. What is written is made durable while it goes on.
 */
final class ArrivingFiles implements AutoCloseable {

  private final RestoreInSteps files;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("large-files").factory());

  private final ProgressListener first;
  private final Durable durable;
  private volatile boolean closed;
  private volatile @Nullable IOException failure;
  private volatile boolean begun;
  private volatile long bytesDone;
  private volatile long bytesTotal;

  /** Makes what is there durable, until it is told to end. */
  interface Durable {
    void begin(BooleanSupplier ended) throws IOException;
  }

  /**
   * @param first is told of the files that are written before {@link #begin}
   * @param durable called once all are written, if that was begun
   */
  ArrivingFiles(
      BackupReader backup,
      Path data,
      Map<Long, Path> tablespaces,
      ProgressListener first,
      Durable durable) {
    this.first = first;
    this.durable = durable;
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
      return;
    }
    try {
      durable.begin(() -> closed);
    } catch (IOException e) {
      failure = e;
    }
  }

  boolean isComplete() {
    return files.files().isComplete();
  }

  /** Throws what kept the files from being written or made durable, if anything did. */
  void requireAlive() {
    files.files().requireAlive();
    IOException thrown = failure;
    if (thrown != null) {
      throw new UncheckedIOException("Could not make files durable", thrown);
    }
  }

  LateFiles files() {
    return files.files();
  }

  /**
   * Ends it, wherever it is. When all is written, a file that is being made durable is waited for:
   * who interrupted that might not learn that it failed.
   */
  @Override
  public void close() {
    closed = true;
    if (isComplete()) {
      thread.shutdown();
    } else {
      thread.shutdownNow();
    }
    thread.close();
  }
}

package dev.meridian.repository.work;

/** Adds up what many threads have done, and tells a listener about once per MiB. */
public final class Progress {

  private static final long STEP = 1 << 20;

  private final ProgressListener listener;
  private final long total;
  private long done;
  private long told;

  /** {@code total} is what there is to do, in bytes. */
  public Progress(ProgressListener listener, long total) {
    this.listener = listener;
    this.total = total;
  }

  /** So many more bytes are done. */
  public synchronized void add(long bytes) {
    done += bytes;
    if (done - told >= STEP || done == total) {
      told = done;
      listener.progressed(done, total);
    }
  }
}

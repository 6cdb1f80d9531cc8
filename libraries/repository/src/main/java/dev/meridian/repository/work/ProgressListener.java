package dev.meridian.repository.work;

/** Is told how far long work has come. Never called by two threads at once. */
@FunctionalInterface
public interface ProgressListener {

  /** Ignores it. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * Called about once per MiB, and when all is done.
   *
   * @param done bytes done so far, never falling
   * @param total bytes to do in all
   */
  void progressed(long done, long total);
}

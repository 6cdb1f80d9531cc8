package dev.meridian.host.provision;

import dev.meridian.host.server.Announcements.Progress;

/** Is told how far the making of a server is. */
public interface ProgressSink {

  /**
   * Takes note, or keeps it to itself if it was told something of the same phase just before.
   *
   * @throws java.util.concurrent.CancellationException when nobody wants the server any more
   */
  void progressed(Progress progress);

  /**
   * To be asked before what was made is shown.
   *
   * @throws java.util.concurrent.CancellationException when nobody wants the server any more
   */
  void requireWanted();

  /** A phase begins whose work isn't counted. */
  default void begins(String phase) {
    progressed(new Progress(phase, 0, 0, null));
  }
}

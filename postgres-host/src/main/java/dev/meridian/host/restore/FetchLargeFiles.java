package dev.meridian.host.restore;

import dev.meridian.host.instance.Pause;
import java.time.Duration;

/**
 * The rest of the backup's files, where there is much log: PostgreSQL begins to replay it
 * meanwhile. Nobody may look into the server until all is there: what is read before may not be
 * what it will be, and would be kept in its memory.
 */
final class FetchLargeFiles implements Phase {

  private static final Duration POLL = Duration.ofMillis(20);

  private final RecoveringServer server;

  FetchLargeFiles(RecoveringServer server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "fetch large files";
  }

  @Override
  public void run(Restoration restoration) {
    ArrivingFiles files = restoration.arrivingFiles();
    boolean meanwhile = !files.isComplete() && isReadByNobody(restoration);
    if (meanwhile) {
      server.startIfDown(restoration);
    }
    while (!files.isComplete()) {
      restoration.requireArriving();
      if (meanwhile) {
        server.requireAlive(restoration);
      }
      restoration.progressed(name(), files.bytesDone(), files.bytesTotal());
      Pause.of(POLL);
    }
    files.requireAlive();
  }

  /** Libraries may start workers that look into databases as soon as that is possible. */
  private static boolean isReadByNobody(Restoration restoration) {
    return restoration.ownSettings().only(WriteRecoverySettings.LIBRARIES::equals).isEmpty();
  }
}

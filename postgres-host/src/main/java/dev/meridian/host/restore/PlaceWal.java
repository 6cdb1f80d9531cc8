package dev.meridian.host.restore;

import dev.meridian.repository.backup.BackupFacts;
import java.nio.file.Path;

/** All of the log that is replayed, ahead of replay, where PostgreSQL looks for it by itself. */
final class PlaceWal implements Phase {

  @Override
  public String name() {
    return "place WAL";
  }

  @Override
  public void run(Restoration restoration) {
    BackupFacts facts = restoration.backup().summary().facts();
    Path directory = restoration.instance().directory().data().resolve("pg_wal");
    restoration
        .wal()
        .writeSegments(
            restoration.line(),
            facts.firstNeeded(),
            restoration.plan().walTo(),
            facts.segmentSize(),
            directory,
            false,
            (done, total) -> restoration.progressed(name(), done, total));
    restoration.instance().ownFiles(directory);
  }
}

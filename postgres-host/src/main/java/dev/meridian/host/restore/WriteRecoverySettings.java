package dev.meridian.host.restore;

import dev.meridian.postgres.WalSegment;
import dev.meridian.repository.backup.BackupFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where replay ends. It pauses there, so that what was reached can be looked at before it becomes a
 * server of its own; a {@code restore_command} that finds nothing makes a log that ends too early
 * an error of PostgreSQL's own.
 *
 * <p>Of the settings that the source's users made, only the libraries count while it recovers, as
 * the backup has them: the log may have records that only they can replay.
 */
final class WriteRecoverySettings implements Phase {

  static final String LIBRARIES = "shared_preload_libraries";

  @Override
  public String name() {
    return "write recovery settings";
  }

  @Override
  public void run(Restoration restoration) {
    BackupFacts facts = restoration.backup().summary().facts();
    restoration.recoverWith(
        restoration
            .configuration()
            .recovering(
                RecoverySettings.target(
                    WalSegment.at(facts.timeline(), facts.firstNeeded(), facts.segmentSize()),
                    restoration.plan().targetLsn(),
                    restoration.plan().timeline(),
                    restoration.instance().directory())));
    Path data = restoration.instance().directory().data();
    try {
      Files.deleteIfExists(data.resolve("standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write recovery settings in " + data, e);
    }
    if (!restoration.plan().tierDefaults()) {
      restoration.keepOwnSettings(restoration.instance().ownSettings().carried());
    }
    restoration.writeOwnSettings(restoration.ownSettings().only(LIBRARIES::equals));
    restoration.instance().write(data.resolve("recovery.signal"), "");
  }
}

package dev.meridian.host.restore;

import dev.meridian.host.configuration.AutoConfiguration;
import dev.meridian.host.configuration.ServerConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where replay ends. It pauses there, so that what was reached can be looked at before it becomes a
 * server of its own; a {@code restore_command} that finds nothing makes a log that ends too early
 * an error of PostgreSQL's own.
 */
final class WriteRecoverySettings implements Phase {

  @Override
  public String name() {
    return "write recovery settings";
  }

  @Override
  public void run(Restoration restoration) {
    ServerConfiguration recovering =
        restoration
            .configuration()
            .recovering(
                RecoverySettings.target(
                    restoration.plan().targetLsn(),
                    restoration.plan().timeline(),
                    restoration.instance().directory()));
    restoration.instance().configure(recovering, List.of());
    Path data = restoration.instance().directory().data();
    try {
      Files.deleteIfExists(data.resolve("standby.signal"));
      Path automatic = data.resolve("postgresql.auto.conf");
      String kept = Files.exists(automatic) ? Files.readString(automatic) : "";
      restoration.instance().write(automatic, AutoConfiguration.without(recovering.names(), kept));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write recovery settings in " + data, e);
    }
    restoration.instance().write(data.resolve("recovery.signal"), "");
  }
}

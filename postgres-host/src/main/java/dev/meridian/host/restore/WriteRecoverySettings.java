package dev.meridian.host.restore;

import dev.meridian.host.configuration.AutoConfiguration;
import dev.meridian.host.configuration.ServerConfiguration;
import dev.meridian.postgres.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            .recovering(target(restoration.plan().targetLsn(), restoration.plan().timeline()));
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

  static Map<String, String> target(Lsn lsn, int timeline) {
    Map<String, String> target = new LinkedHashMap<>();
    target.put("restore_command", "false");
    target.put("recovery_target_timeline", Integer.toString(timeline));
    target.put("recovery_target_lsn", lsn.toString());
    target.put("recovery_target_inclusive", "on");
    target.put("recovery_target_action", "pause");
    return target;
  }
}

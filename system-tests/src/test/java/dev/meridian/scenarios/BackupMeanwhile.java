package dev.meridian.scenarios;

import dev.meridian.standalone.client.Gateway;
import org.jspecify.annotations.Nullable;

/** A backup for which work goes on: it is asked for when that has begun, by whoever comes first. */
final class BackupMeanwhile {

  private final Gateway gateway;
  private final String server;
  private @Nullable String backup;

  BackupMeanwhile(Gateway gateway, String server) {
    this.gateway = gateway;
    this.server = server;
  }

  synchronized boolean isUnfinished() {
    if (backup == null) {
      backup = gateway.requestBackup(server);
    }
    return !gateway.isComplete(server, backup);
  }
}

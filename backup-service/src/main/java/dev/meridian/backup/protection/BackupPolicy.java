package dev.meridian.backup.protection;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Duration;
import java.util.UUID;

/**
 * How far back a server can be restored, and where its backups lie.
 *
 * @param retentionDays how many days back
 */
@MappedEntity("backup_policy")
public record BackupPolicy(@Id UUID serverId, int retentionDays, Redundancy redundancy) {

  /** How far back it can be restored. */
  public Duration retention() {
    return Duration.ofDays(retentionDays);
  }
}

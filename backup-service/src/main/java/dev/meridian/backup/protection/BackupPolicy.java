package dev.meridian.backup.protection;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Duration;
import java.util.UUID;

/**
 * How far back a server can be restored, where its backups lie, and what its commits wait for.
 *
 * @param retentionDays how many days back
 */
@MappedEntity("backup_policy")
public record BackupPolicy(
    @Id UUID serverId, int retentionDays, Redundancy redundancy, Durability durability) {

  /** That of a server that was told nothing about durability. */
  public BackupPolicy(UUID serverId, int retentionDays, Redundancy redundancy) {
    this(serverId, retentionDays, redundancy, Durability.ASYNCHRONOUS);
  }

  BackupPolicy with(Durability other) {
    return new BackupPolicy(serverId, retentionDays, redundancy, other);
  }

  /** How far back it can be restored. */
  public Duration retention() {
    return Duration.ofDays(retentionDays);
  }
}

package dev.meridian.backup.protection;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far back a server can be restored, where its backups lie, how long a restore of it may replay
 * log, and what its commits wait for.
 *
 * @param retentionDays how many days back
 */
@MappedEntity("backup_policy")
public record BackupPolicy(
    @Id UUID serverId,
    int retentionDays,
    Redundancy redundancy,
    int restoreTimeObjectiveSeconds,
    Durability durability) {

  /** How long a restore may replay log where nothing else is told. */
  public static final Duration USUAL_RESTORE_TIME_OBJECTIVE = Duration.ofMinutes(5);

  /** No policy promises less. */
  public static final int SHORTEST_DAYS = 7;

  /** No policy promises more. */
  public static final int LONGEST_DAYS = 35;

  /** A century. */
  private static final int ENDLESS_DAYS = 36_525;

  /** That of a server that was told nothing about durability. */
  public BackupPolicy(
      UUID serverId, int retentionDays, Redundancy redundancy, Duration restoreTimeObjective) {
    this(
        serverId,
        retentionDays,
        redundancy,
        Math.toIntExact(restoreTimeObjective.toSeconds()),
        Durability.ASYNCHRONOUS);
  }

  /**
   * What holds for a server. As long as it is known by its archive alone, all of it stays, also its
   * copy: what was promised isn't known. Nothing goes sooner than any policy asks for where none is
   * known.
   *
   * @param told what was last said of it
   */
  static BackupPolicy of(ProtectedServer server, @Nullable BackupPolicy told) {
    if (!server.isKnown()) {
      return keeping(server, ENDLESS_DAYS);
    }
    return told == null ? keeping(server, LONGEST_DAYS) : told;
  }

  private static BackupPolicy keeping(ProtectedServer server, int days) {
    return new BackupPolicy(server.id(), days, Redundancy.GEO, USUAL_RESTORE_TIME_OBJECTIVE);
  }

  BackupPolicy with(Durability other) {
    return new BackupPolicy(
        serverId, retentionDays, redundancy, restoreTimeObjectiveSeconds, other);
  }

  /** How far back it can be restored. */
  public Duration retention() {
    return Duration.ofDays(retentionDays);
  }

  /** How long a restore of it may replay log. */
  public Duration restoreTimeObjective() {
    return Duration.ofSeconds(restoreTimeObjectiveSeconds);
  }
}

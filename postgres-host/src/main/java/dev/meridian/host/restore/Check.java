package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.host.server.Server;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupReader;

/** Everything that the plan relies on is there, before anything is written. */
final class Check implements Phase {

  /** What lies on the disk at once: what was not removed yet, and what is ahead. */
  private static final long MOST_WAL_BYTES =
      RecoverySettings.RESTART_POINT_BYTES + ArrivingWal.AHEAD_BYTES;

  private final Room room;
  private final Repositories repositories;

  /** Whether this host has room for a server. */
  interface Room {

    /**
     * Checks it.
     *
     * @throws ProvisioningFailure when there isn't
     */
    void require(Server server, long bytes);
  }

  Check(Room room, Repositories repositories) {
    this.room = room;
    this.repositories = repositories;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public void run(Restoration restoration) {
    RestorePlan plan = restoration.plan();
    ServerArchive archive =
        repositories.of(plan.region(), restoration.patience()).server(plan.sourceServerId());
    BackupReader backup = restoration.patience().of(() -> archive.openBackup(plan.backupId()));
    BackupFacts facts = backup.summary().facts();
    requireVersion(restoration, facts);
    TimelineHistory line = archive.wal().history(plan.timeline());
    // Opening the range names the first byte that is missing.
    archive.wal().read(line, facts.firstNeeded(), plan.walTo());
    room.require(
        restoration.server(),
        backup.summary().logicalBytes()
            + Math.min(plan.walTo().minus(facts.firstNeeded()), MOST_WAL_BYTES)
            + facts.segmentSize());
    restoration.found(backup, archive.wal(), line);
  }

  private static void requireVersion(Restoration restoration, BackupFacts facts) {
    int wanted = restoration.server().postgresVersion();
    if (facts.postgresMajor() != wanted) {
      throw new ProvisioningFailure(
          "backup-of-another-version",
          "Backup %s is of PostgreSQL %s, and the server was placed as one of PostgreSQL %d"
              .formatted(restoration.plan().backupId(), facts.postgresVersion(), wanted));
    }
  }
}

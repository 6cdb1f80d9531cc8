package dev.meridian.backup.basebackup;

import dev.meridian.backup.archive.KnownBackups;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.backup.BackupSummary;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Records what becomes of backups, and says so, each step in one transaction. */
@Component
@Transactional
public class BackupRecords implements KnownBackups {

  /** To write a manifest. */
  private static final Duration COMPLETING_TAKES_AT_MOST = Duration.ofSeconds(30);

  private static final UUID NOBODY = new UUID(0, 0);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Backups backups;
  private final Protection protection;
  private final BackupAnnouncements announcements;
  private final Clock clock;

  BackupRecords(
      Backups backups, Protection protection, BackupAnnouncements announcements, Clock clock) {
    this.backups = backups;
    this.protection = protection;
    this.announcements = announcements;
    this.clock = clock;
  }

  /** An id for a new backup, of version 7: ids sort by time. */
  public UUID newId() {
    long high = clock.millis() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
    long low = RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /**
   * Somebody wants a backup. Asking again for the same one changes nothing. The server may be one
   * that isn't known yet.
   *
   * @throws Refused {@code backup-id-taken} when another server has a backup of this id
   */
  public void request(UUID serverId, UUID backupId) {
    Optional<Backup> known = backups.findById(backupId);
    if (known.isEmpty()) {
      Backup waiting = Backup.waiting(backupId, serverId, BackupReason.REQUESTED, now());
      backups.save(waiting);
      if (protection
          .find(serverId)
          .filter(ProtectedServer::isKnown)
          .filter(server -> !server.isLiving())
          .isPresent()) {
        fail(waiting, "server-dropped", "The server has been dropped; its older backups stay");
      }
    } else if (!known.get().serverId().equals(serverId)) {
      throw Refused.conflict(
          "backup-id-taken", "There is another server's backup %s already".formatted(backupId));
    }
  }

  /** An instance takes a backup from now on: a waiting one, or a new one. */
  Backup start(ProtectedServer server, BackupSchedule.Due due, UUID instance) {
    Backup waiting =
        Optional.ofNullable(due.waiting())
            .flatMap(backups::findById)
            .orElseGet(
                () -> backups.save(Backup.waiting(newId(), server.id(), due.reason(), now())));
    Backup started = backups.update(waiting.started(now(), instance));
    announcements.started(started);
    return started;
  }

  /**
   * A backup is about to become visible: only its manifest is missing. Whether it may, which it
   * must not when another instance has settled it.
   */
  boolean completing(Backup taken) {
    Optional<Backup> mine =
        running(taken.id()).filter(now -> Objects.equals(now.takenBy(), taken.takenBy()));
    mine.ifPresent(backup -> backups.update(backup.completing(now())));
    return mine.isPresent();
  }

  /**
   * An instance wants to settle a running backup. From then on whoever took it can't complete it.
   *
   * @return the backup as it was; empty when it isn't running any more, or another instance is
   *     about to complete it
   */
  Optional<Backup> takeOver(UUID backupId, UUID instance) {
    Instant longAgo = now().minus(COMPLETING_TAKES_AT_MOST);
    Optional<Backup> orphan =
        running(backupId)
            .filter(
                backup ->
                    instance.equals(backup.takenBy())
                        || backup.completingAt() == null
                        || backup.completingAt().isBefore(longAgo));
    orphan.ifPresent(backup -> backups.update(backup.takenOverBy(instance)));
    return orphan;
  }

  /** A backup lies in the repository. */
  void complete(UUID backupId, BackupSummary summary) {
    running(backupId)
        .ifPresent(
            backup ->
                announcements.completed(backups.update(backup.completed(Completion.of(summary)))));
  }

  /** Records a backup that lies in the repository; whether it was not known. */
  public boolean adopt(BackupSummary summary) {
    if (backups.findById(summary.id()).isPresent()) {
      return false;
    }
    Instant startedAt = summary.facts().startedAt();
    Backup waiting =
        Backup.waiting(summary.id(), summary.serverId(), BackupReason.SCHEDULED, startedAt);
    Backup adopted = waiting.started(startedAt, NOBODY).completed(Completion.of(summary));
    announcements.completed(backups.save(adopted));
    return true;
  }

  /** A backup could not be taken. */
  void fail(UUID backupId, String code, String why) {
    backups
        .findByIdForUpdate(backupId)
        .filter(backup -> backup.state().allows(BackupState.FAILED))
        .ifPresent(backup -> fail(backup, code, why));
  }

  private void fail(Backup backup, String code, String why) {
    announcements.failed(backups.update(backup.failed(code, why, now())));
  }

  /** Fails what was asked for of servers that aren't there. */
  void failWaiting(UUID serverId, String code, String why) {
    backups
        .findByServerIdAndState(serverId, BackupState.WAITING)
        .forEach(backup -> fail(backup, code, why));
  }

  /** A backup was deleted. */
  public void expire(UUID backupId) {
    backups
        .findByIdForUpdate(backupId)
        .filter(backup -> backup.state() == BackupState.COMPLETED)
        .ifPresent(backup -> announcements.expired(backups.update(backup.expired())));
  }

  /** A server's archive is gone: so is what was recorded of its backups. */
  public void forget(UUID serverId) {
    completedOf(serverId).forEach(backup -> expire(backup.id()));
    backups.deleteByServerId(serverId);
  }

  /** A backup lies in the paired region too. */
  public void replicated(UUID backupId, String region) {
    backups
        .findByIdForUpdate(backupId)
        .filter(backup -> backup.state() == BackupState.COMPLETED && !backup.replicated())
        .ifPresent(
            backup -> announcements.replicated(backups.update(backup.replicated(true)), region));
  }

  /** A server's backups no longer lie in the paired region. */
  public void withdrawn(UUID serverId) {
    backups.findByServerIdAndState(serverId, BackupState.COMPLETED).stream()
        .filter(Backup::replicated)
        .forEach(backup -> backups.update(backup.replicated(false)));
  }

  /** A server's backups, the newest first. */
  @Transactional(readOnly = true)
  public List<Backup> of(UUID serverId) {
    return backups.findByServerIdOrderByRequestedAtDesc(serverId);
  }

  @Override
  @Transactional(readOnly = true)
  public boolean hasAny(UUID serverId) {
    return !completedOf(serverId).isEmpty();
  }

  /** A server's completed backups. */
  @Transactional(readOnly = true)
  public List<Backup> completedOf(UUID serverId) {
    return backups.findByServerIdAndState(serverId, BackupState.COMPLETED);
  }

  /** The backup with this id. */
  @Transactional(readOnly = true)
  public Optional<Backup> find(UUID backupId) {
    return backups.findById(backupId);
  }

  private Optional<Backup> running(UUID backupId) {
    return backups
        .findByIdForUpdate(backupId)
        .filter(backup -> backup.state() == BackupState.RUNNING);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}

package dev.meridian.backup.messaging;

import static java.util.Objects.requireNonNull;

import dev.meridian.backup.basebackup.Backup;
import dev.meridian.backup.basebackup.BackupAnnouncements;
import dev.meridian.backup.basebackup.BackupReason;
import dev.meridian.backup.window.RestoreWindow;
import dev.meridian.backup.window.WindowAnnouncements;
import dev.meridian.events.BackupEvent;
import dev.meridian.messaging.outbox.Outbox;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

@Component
class OutboxAnnouncements implements BackupAnnouncements, WindowAnnouncements {

  private final Outbox outbox;

  OutboxAnnouncements(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void started(Backup backup) {
    outbox.publish(
        new BackupEvent.BackupStarted(backup.serverId(), backup.id(), reason(backup.reason())));
  }

  @Override
  public void completed(Backup backup) {
    outbox.publish(
        new BackupEvent.BackupCompleted(
            backup.serverId(),
            backup.id(),
            reason(backup.reason()),
            requireNonNull(backup.startedAt()),
            requireNonNull(backup.endedAt()),
            requireNonNull(backup.timeline()),
            requireNonNull(backup.startLsn()),
            requireNonNull(backup.stopLsn()),
            requireNonNull(backup.logicalBytes()),
            requireNonNull(backup.storedBytes())));
  }

  @Override
  public void failed(Backup backup) {
    outbox.publish(
        new BackupEvent.BackupFailed(
            backup.serverId(),
            backup.id(),
            requireNonNull(backup.failureCode()),
            requireNonNull(backup.failure())));
  }

  @Override
  public void expired(Backup backup) {
    outbox.publish(new BackupEvent.BackupExpired(backup.serverId(), backup.id()));
  }

  @Override
  public void replicated(Backup backup, String region) {
    outbox.publish(new BackupEvent.BackupReplicated(backup.serverId(), backup.id(), region));
  }

  @Override
  public void moved(Map<UUID, RestoreWindow> windows) {
    outbox.publish(
        windows.entrySet().stream().map(each -> moved(each.getKey(), each.getValue())).toList());
  }

  private static BackupEvent moved(UUID serverId, RestoreWindow window) {
    return new BackupEvent.RestoreWindowMoved(
        serverId,
        window.earliest(),
        window.latest(),
        window.coveredUntil(),
        window.gaps().stream().map(gap -> new BackupEvent.Gap(gap.from(), gap.to())).toList());
  }

  private static BackupEvent.Reason reason(BackupReason reason) {
    return switch (reason) {
      case FIRST -> BackupEvent.Reason.First;
      case SCHEDULED -> BackupEvent.Reason.Scheduled;
      case REQUESTED -> BackupEvent.Reason.Requested;
    };
  }
}

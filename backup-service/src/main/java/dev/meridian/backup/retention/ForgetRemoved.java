package dev.meridian.backup.retention;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.backup.replay.LearnReplayRates;
import dev.meridian.backup.settings.RetentionSettings;
import dev.meridian.backup.verification.VerifyArchives;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets that there were servers whose archives are gone. Until then it is remembered, so that
 * events which come late or again don't begin anything for them, and a copy that a region which was
 * away still has is removed.
 */
@Component
class ForgetRemoved {

  private static final Logger log = LoggerFactory.getLogger(ForgetRemoved.class);

  private final Protection protection;
  private final Ownership ownership;
  private final Archives archives;
  private final BackupRecords records;
  private final LearnReplayRates replays;
  private final VerifyArchives verifications;
  private final RetentionSettings settings;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Problems problems = new Problems();

  ForgetRemoved(
      Protection protection,
      Ownership ownership,
      Archives archives,
      BackupRecords records,
      LearnReplayRates replays,
      VerifyArchives verifications,
      RetentionSettings settings,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.protection = protection;
    this.ownership = ownership;
    this.archives = archives;
    this.records = records;
    this.replays = replays;
    this.verifications = verifications;
    this.settings = settings;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  @Scheduled(
      initialDelayString = "${meridian.backup-service.retention.first-check-after:1m}",
      fixedDelayString = "${meridian.backup-service.retention.retry-every:1m}")
  void look() {
    try {
      Instant droppedBefore = clock.instant().minus(settings.rememberedFor());
      protection.everProtected().stream()
          .filter(server -> server.state() == ProtectionState.REMOVED)
          .filter(server -> isBefore(server.droppedAt(), droppedBefore))
          .filter(server -> ownership.owns(server.id()))
          .forEach(this::forget);
    } catch (RuntimeException e) {
      log.warn("Cannot look for servers to be forgotten; trying again: {}", e.getMessage());
    }
  }

  private static boolean isBefore(@Nullable Instant dropped, Instant before) {
    return dropped != null && dropped.isBefore(before);
  }

  private void forget(ProtectedServer server) {
    try {
      if (archives.copyOf(server).isEmpty()) {
        transaction.executeWithoutResult(
            status -> {
              // Late events about it have been answered meanwhile.
              records.forget(server.id());
              replays.forget(server.id());
              verifications.forget(server.id());
              protection.forget(server.id());
            });
        log.info("Server {} is forgotten, which was dropped long ago", server.name());
      }
      problems.solved(server.id());
    } catch (RuntimeException e) {
      if (problems.isNew(server.id(), e)) {
        log.warn(
            "Cannot forget {}, which was dropped long ago; trying again: {}",
            server.name(),
            e.getMessage());
      }
    }
  }
}

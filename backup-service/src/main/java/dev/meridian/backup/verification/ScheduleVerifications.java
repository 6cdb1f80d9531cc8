package dev.meridian.backup.verification;

import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.protection.Protection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Has a sample of every archive read when it is due, one after the other. */
@Component
class ScheduleVerifications {

  private static final Logger log = LoggerFactory.getLogger(ScheduleVerifications.class);

  private final Protection protection;
  private final Ownership ownership;
  private final VerifyArchives verify;

  ScheduleVerifications(Protection protection, Ownership ownership, VerifyArchives verify) {
    this.protection = protection;
    this.ownership = ownership;
    this.verify = verify;
  }

  @Scheduled(
      initialDelayString = "${meridian.backup-service.verification.check-every:10m}",
      fixedDelayString = "${meridian.backup-service.verification.check-every:10m}")
  void verifyWhatIsDue() {
    try {
      protection.restorable().stream()
          .filter(server -> ownership.owns(server.id()))
          .forEach(verify::sampleIfDue);
    } catch (RuntimeException e) {
      log.warn("Cannot verify archives; trying again: {}", e.getMessage());
    }
  }
}

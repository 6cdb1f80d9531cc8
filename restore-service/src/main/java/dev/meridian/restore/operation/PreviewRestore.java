package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.PlanRestore;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.FollowPasswords;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what a restore would come to; changes nothing. */
@Component
public class PreviewRestore {

  private final FindSources sources;
  private final FollowPasswords passwords;
  private final AssessTarget assessTarget;
  private final ChooseDestination destinations;
  private final NewServerName names;
  private final MeasuredRestores measured;
  private final PlanningSettings settings;

  PreviewRestore(
      FindSources sources,
      FollowPasswords passwords,
      AssessTarget assessTarget,
      ChooseDestination destinations,
      NewServerName names,
      MeasuredRestores measured,
      PlanningSettings settings) {
    this.sources = sources;
    this.passwords = passwords;
    this.assessTarget = assessTarget;
    this.destinations = destinations;
    this.names = names;
    this.measured = measured;
    this.settings = settings;
  }

  /**
   * What it would come to, as of now.
   *
   * @param sourceServer its name or id
   * @param newServerName null if it isn't chosen yet
   * @throws Refused what the same request for a restore would be refused with, or {@code
   *     target-not-covered-yet}; with the window that can be restored
   */
  public Preview preview(
      String sourceServer, Target target, @Nullable String newServerName, Options options) {
    SourceServer source =
        sources
            .byNameOrId(sourceServer)
            .orElseThrow(() -> AssessTarget.unknownSource(sourceServer));
    Assessment assessment = assessTarget.assessNow(source, target, options.fromRegion());
    try {
      Destination destination = destinations.of(source, options);
      if (newServerName != null) {
        names.requireFree(NewServerName.legal(newServerName));
      }
      return switch (assessment.outcome()) {
        case Outcome.Planned planned -> preview(assessment, target, planned, destination, options);
        case Outcome.Impossible impossible -> throw Assessment.refusal(impossible, target);
        case Outcome.NotCoveredYet notYet -> throw notCovered(target, notYet);
      };
    } catch (RepositoryException e) {
      throw assessment.explained(AssessTarget.unreadable(e));
    } catch (Refused refused) {
      throw assessment.explained(refused);
    }
  }

  private Preview preview(
      Assessment assessment,
      Target target,
      Outcome.Planned planned,
      Destination destination,
      Options options) {
    ChooseDestination.requireRoom(destination, options, planned.plan().backupBytes());
    SourceServer source = assessment.source();
    // Before the catalogue is read again: it then holds all that this promises.
    Instant coveredUntil = sources.coveredUntil(assessment.holder().id()).orElse(null);
    Instant backupStoppedAt = planned.backup().facts().stoppedAt();
    TransactionEnd next = PlanRestore.nextCommit(assessment.catalogue(), planned).orElse(null);
    ArchiveEnd end = next == null ? ArchiveEnd.of(assessment, planned, coveredUntil) : null;
    return new Preview(
        source,
        target,
        planned.plan(),
        destination,
        assessment.through(),
        assessment.whyThere(),
        backupStoppedAt,
        planned.lastCommit(),
        next,
        end,
        measured.rates().estimate(planned.plan().backupBytes(), planned.plan().walBytes()),
        planned.passedOver(),
        AdminPassword.valid(
            assessment.holder().adminLogin(),
            // They begin with those of whom it descends from, up to where it left them.
            passwords.of(source.id()),
            planned.lastCommit(),
            next,
            end == null ? backupStoppedAt : end.completeTo(backupStoppedAt)),
        SettingsOutlook.of(options, planned.backup(), ownSettings(assessment, planned)),
        assessment.window());
  }

  /** Null where they can't be read: what is missing is said by its name. */
  private static @Nullable OwnSettings ownSettings(Assessment assessment, Outcome.Planned planned) {
    try {
      return assessment.catalogue().ownSettings(planned.plan().backupId());
    } catch (RepositoryException e) {
      return null;
    }
  }

  private Refused notCovered(Target target, Outcome.NotCoveredYet notYet) {
    return Refused.conflict(
        "target-not-covered-yet",
        "The archive reaches to %s and not to %s yet; a restore that is asked for now waits up to %d s for it"
            .formatted(notYet.reachesTo(), target.value(), settings.patience().toSeconds()));
  }
}

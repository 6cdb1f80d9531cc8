package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.restore.operation.AdminPassword;
import dev.meridian.restore.operation.Preview;
import dev.meridian.restore.operation.SettingsOutlook;
import dev.meridian.restore.plan.MissingObjects;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.rate.Rates;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A preview as it is shown; what isn't known isn't there.
 *
 * @param plannedFrom whose backups are used, where they aren't the source's own
 * @param fromRegion whose repository is read
 * @param fromRegionBecause why not that of the region of the server whose backups are used
 * @param pricingTier what the new server will have
 * @param region where it will live
 * @param dataBytes what the backup's files take, unpacked
 * @param walBytes how much log is replayed
 * @param storageNote whether the storage holds the data, and what the log may add to it
 * @param objectsPresent always so: what would lack some is refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PreviewBody(
    UUID sourceServerId,
    String sourceServerName,
    TargetShown target,
    @Nullable CommitShown lastCommit,
    @Nullable CommitShown nextCommit,
    String explanation,
    @Nullable PlannedFromShown plannedFrom,
    BackupShown backup,
    String fromRegion,
    @Nullable String fromRegionBecause,
    TierBody pricingTier,
    String region,
    long dataBytes,
    long walBytes,
    String storageNote,
    @Nullable Double estimatedSeconds,
    String estimateBasis,
    boolean objectsPresent,
    PasswordShown adminPassword,
    SettingsShown settings,
    List<String> notCarriedOver,
    Window window) {

  private static final List<String> NOT_CARRIED_OVER =
      List.of(
          "firewall rules",
          "virtual network rules",
          "replication slots",
          "contents of unlogged tables");

  /** A commit: when, by which transaction, and where its record begins. */
  record CommitShown(Instant at, long transactionId, String lsn) {

    static @Nullable CommitShown of(@Nullable TransactionEnd commit) {
      return commit == null
          ? null
          : new CommitShown(
              commit.at(), Integer.toUnsignedLong(commit.xid()), commit.start().toString());
    }
  }

  /**
   * The backup.
   *
   * @param because why not the one whose restore would be done first; null where this is that one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record BackupShown(UUID id, Instant completedAt, @Nullable String because) {

    static BackupShown of(Preview preview) {
      MissingObjects passedOver = preview.passedOver();
      return new BackupShown(
          preview.plan().backupId(),
          preview.backupCompletedAt(),
          passedOver == null ? null : passedOver.text());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PasswordShown(
      String login,
      @Nullable Instant setAt,
      boolean changedSince,
      @Nullable Instant changedAt,
      String note) {

    static PasswordShown of(AdminPassword password) {
      return new PasswordShown(
          password.login(),
          password.setAt(),
          password.changedAt() != null,
          password.changedAt(),
          note(password));
    }

    private static String note(AdminPassword password) {
      if (password.uncertain()) {
        return "The password was changed at the target: it is the one from before, or the one from after";
      }
      String set =
          password.setAt() == null
              ? "The password that was valid then"
              : "The password that was set at " + password.setAt();
      return password.changedAt() == null
          ? set + ", as far as it was set through Meridian; not changed since"
          : set + ", changed since at " + password.changedAt();
    }
  }

  /**
   * The settings besides those that the tier and Meridian decide.
   *
   * @param carried those that the source's users had made by the backup, each as {@code name =
   *     value}; what they were by the target is known when the log is replayed
   * @param notBefore the source had them so at an instant between this
   * @param notAfter and this
   */
  record SettingsShown(
      String choice, List<String> carried, Instant notBefore, Instant notAfter, String note) {

    static SettingsShown of(SettingsOutlook settings) {
      return new SettingsShown(
          settings.choice(),
          settings.carried(),
          settings.notBefore(),
          settings.notAfter(),
          settings.note());
    }
  }

  static PreviewBody of(Preview preview) {
    Rates.Estimate estimate = preview.estimate().orElse(null);
    return new PreviewBody(
        preview.source().id(),
        preview.source().name(),
        TargetShown.of(preview.target()),
        CommitShown.of(preview.lastCommit()),
        CommitShown.of(preview.nextCommit()),
        preview.explanation(),
        PlannedFromShown.of(preview.through()),
        BackupShown.of(preview),
        preview.plan().region(),
        preview.whyFromThere(),
        TierBody.of(preview.destination().tier()),
        preview.destination().region(),
        preview.plan().backupBytes(),
        preview.plan().walBytes(),
        preview.storageNote(),
        estimate == null ? null : estimate.duration().toMillis() / 1000.0,
        estimate == null
            ? "no restore and no drill has been measured yet"
            : "%d measured restores and drills".formatted(estimate.basedOn()),
        true,
        PasswordShown.of(preview.adminPassword()),
        SettingsShown.of(preview.settings()),
        Stream.concat(NOT_CARRIED_OVER.stream(), preview.settings().leftBehind().stream()).toList(),
        preview.window());
  }
}

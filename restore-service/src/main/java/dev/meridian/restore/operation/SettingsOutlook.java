package dev.meridian.restore.operation;

import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which settings a new server will have, besides those that its tier and Meridian decide.
 *
 * @param tierDefaults whether those that the source's users made stay behind
 * @param notBefore the source had those of the backup at an instant between this
 * @param notAfter and this, when the backup was taken
 * @param sourcesOwn what {@code ALTER SYSTEM} had written by then; null when it can't be read. What
 *     it had written by the target is in the source's data, and known when the log is replayed
 */
public record SettingsOutlook(
    boolean tierDefaults, Instant notBefore, Instant notAfter, @Nullable OwnSettings sourcesOwn) {

  private static final String AS_OF_TARGET =
      "As ALTER SYSTEM had written them by the last heartbeat before the target, one every few seconds: the source's data has them, so they are known when the log is replayed. ";

  private static final String UNLESS_NEWER =
      "; that counts if the source has no heartbeat between the backup and the target, or records no settings yet.";

  private static final String LEFT_OUT =
      " If PostgreSQL can't start with them there, those that only a start can set are left out, and so are libraries that its host lacks.";

  private static final String DATA =
      " Settings of databases and roles are data, and as of the target.";

  static SettingsOutlook of(Options options, BackupSummary backup, @Nullable OwnSettings own) {
    return new SettingsOutlook(
        options.tierDefaults(), backup.facts().startedAt(), backup.facts().stoppedAt(), own);
  }

  /** What was asked for, or is so by itself. */
  public String choice() {
    return tierDefaults ? Options.TIER_DEFAULTS : Options.AS_OF_TARGET;
  }

  /** Those of the backup that go along, each as {@code name = value}. */
  public List<String> carried() {
    return tierDefaults || sourcesOwn == null
        ? List.of()
        : sourcesOwn.carried().all().stream()
            .map(setting -> "%s = %s".formatted(setting.name(), setting.value()))
            .toList();
  }

  /**
   * Those of the backup that don't, by name with the reason; their values may be secrets of the
   * source's.
   */
  public List<String> leftBehind() {
    if (sourcesOwn == null) {
      return List.of();
    }
    return tierDefaults
        ? sourcesOwn.all().stream()
            .map(setting -> "setting %s: the tier's are asked for".formatted(setting.name()))
            .toList()
        : sourcesOwn.leftBehind().stream()
            .map(
                left ->
                    "setting %s: %s"
                        .formatted(left.setting().name(), left.decidedBy().explanation()))
            .toList();
  }

  /** For people: which they are, and as of when. */
  public String note() {
    if (tierDefaults) {
      return "The tier's; what ALTER SYSTEM wrote on the source stays behind." + DATA;
    }
    String byTheBackup =
        sourcesOwn == null
            ? "What it had written by the backup can't be read now"
            : sourcesOwn.isEmpty()
                ? "By %s, when the backup was taken, ALTER SYSTEM had written none"
                    .formatted(notAfter)
                : "Those that are named here are the ones of %s, when the backup was taken"
                    .formatted(notAfter);
    return AS_OF_TARGET + byTheBackup + UNLESS_NEWER + LEFT_OUT + DATA;
  }
}

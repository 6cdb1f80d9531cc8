package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What restore-service says: of restores, by the server that they restore. Anyone may ask for one.
 */
public sealed interface RestoreEvent extends Event {

  /** The restore's id. */
  UUID restoreId();

  /** The server that is restored; it runs on, untouched. */
  UUID sourceServerId();

  @Override
  default String subject() {
    return sourceServerId().toString();
  }

  /**
   * Somebody wants a new server, as the source was at a target. Restore plans or rejects it.
   *
   * @param restoreId chosen by whoever asks
   * @param newServerId chosen by whoever asks
   * @param newServerName 3 to 63 of a–z, 0–9 and '-', unique among living servers
   * @param options in what the new server differs from its source, if in anything
   */
  record RestoreRequested(
      UUID restoreId,
      UUID sourceServerId,
      RestoreTarget target,
      UUID newServerId,
      String newServerName,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RestoreOptions options)
      implements RestoreEvent {}

  /**
   * A restore was checked and planned; inventory registers the new server and places it.
   *
   * @param postgresVersion major version, the source's
   * @param region where the new server shall live
   */
  record RestorePlanned(
      UUID restoreId,
      UUID sourceServerId,
      UUID newServerId,
      String newServerName,
      PricingTier pricingTier,
      String adminLogin,
      int postgresVersion,
      String region,
      RestorePlan plan)
      implements RestoreEvent {}

  /**
   * A restore can't be done, and nothing was begun.
   *
   * @param code stable, for programs
   * @param reason for people: what was asked and what would work
   * @param earliest the first instant that can be restored, if one can
   * @param latest the last instant that can be restored, if one can
   * @param gaps spans in between that can't be restored; null in what was said before there was
   *     this field
   */
  record RestoreRejected(
      UUID restoreId,
      UUID sourceServerId,
      UUID newServerId,
      String code,
      String reason,
      @Nullable Instant earliest,
      @Nullable Instant latest,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<BackupEvent.Gap> gaps)
      implements RestoreEvent {}

  /**
   * A restore moves on.
   *
   * @param phase its name, such as {@code fetch files}
   * @param bytesTotal 0 where a phase isn't counted in bytes
   * @param replayedTo the time of the last transaction that was replayed
   * @param waitingFor {@link PostgresHostEvent#REPOSITORY} while the phase can't get on without it
   * @param estimatedSecondsLeft how long it still takes, by what other restores have taken; null
   *     while none has been measured
   */
  record RestoreProgressed(
      UUID restoreId,
      UUID sourceServerId,
      UUID newServerId,
      String phase,
      long bytesDone,
      long bytesTotal,
      @Nullable Instant replayedTo,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String waitingFor,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long estimatedSecondsLeft)
      implements RestoreEvent {}

  /**
   * The new server runs.
   *
   * @param restoredTo when the last transaction in it was committed, if it holds one
   */
  record RestoreCompleted(
      UUID restoreId,
      UUID sourceServerId,
      UUID newServerId,
      String newServerName,
      @Nullable Instant restoredTo,
      String restoredToLsn)
      implements RestoreEvent {}

  /**
   * A restore ended without a new server, and nothing of it is left.
   *
   * @param code stable, for programs
   * @param reason for people
   */
  record RestoreFailed(
      UUID restoreId, UUID sourceServerId, UUID newServerId, String code, String reason)
      implements RestoreEvent {}

  /** Somebody no longer wants a restore, at whatever phase it is; too late once it is completed. */
  record RestoreCancelRequested(UUID restoreId, UUID sourceServerId, UUID newServerId)
      implements RestoreEvent {}

  /** A restore was given up as somebody wished, and nothing of it is left. */
  record RestoreCancelled(UUID restoreId, UUID sourceServerId, UUID newServerId)
      implements RestoreEvent {}
}

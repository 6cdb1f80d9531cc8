package dev.meridian.events;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What restore-service says of drills: restores on trial, by the server whose backups they prove.
 */
public sealed interface DrillEvent extends Event {

  /** The drill's id. */
  UUID drillId();

  /** The server whose backups are proven; it runs on, untouched. */
  UUID sourceServerId();

  @Override
  default String subject() {
    return sourceServerId().toString();
  }

  /**
   * A server is to be restored on a trial, to a second of its window that was chosen at random; the
   * host that is named does it, compares, and drops it.
   *
   * @param hostId the host that shall do it
   * @param postgresVersion major version, the source's
   * @param checkSeconds how long may be spent on checking what was restored
   */
  record RestoreDrillPlanned(
      UUID drillId,
      UUID sourceServerId,
      String hostId,
      int postgresVersion,
      RestorePlan plan,
      int checkSeconds)
      implements DrillEvent {}

  /**
   * It is proven that a server can be restored: its backups were, to a second chosen at random, and
   * what came out was compared.
   */
  record RestoreVerified(
      UUID drillId, UUID sourceServerId, Instant targetTime, DrillFindings findings)
      implements DrillEvent {}

  /**
   * A drill did not prove that a server can be restored; the reason says what was wrong.
   *
   * @param targetTime null when no second had been chosen
   * @param code stable, for programs
   * @param reason for people
   */
  record RestoreDrillFailed(
      UUID drillId, UUID sourceServerId, @Nullable Instant targetTime, String code, String reason)
      implements DrillEvent {}

  /** A drill is to be given up, at whatever phase it is; the host drops what there is of it. */
  record RestoreDrillCancelRequested(UUID drillId, UUID sourceServerId) implements DrillEvent {}
}

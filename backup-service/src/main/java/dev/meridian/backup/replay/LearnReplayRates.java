package dev.meridian.backup.replay;

import dev.meridian.backup.settings.BackupSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Learns from restores and drills how fast log is replayed. */
@Component
@Transactional
public class LearnReplayRates {

  private final ReplayMeasurements measurements;
  private final BackupSettings settings;

  LearnReplayRates(ReplayMeasurements measurements, BackupSettings settings) {
    this.measurements = measurements;
    this.settings = settings;
  }

  /** A restore or drill of a server has replayed so many bytes at that moment. */
  public void replayed(UUID restoreOrDrill, UUID serverId, long bytes, Instant at) {
    Instant moment = at.truncatedTo(ChronoUnit.MICROS);
    measurements
        .findById(restoreOrDrill)
        .ifPresentOrElse(
            known -> measurements.update(known.heard(moment, bytes)),
            () ->
                measurements.save(
                    new ReplayMeasurement(restoreOrDrill, serverId, moment, bytes, moment, bytes)));
  }

  /** Nothing is left of a server; those of other servers tell how fast log is replayed. */
  public void forget(UUID serverId) {
    measurements.deleteByServerId(serverId);
  }

  /** What is known now. */
  @Transactional(readOnly = true)
  public ReplayRates rates() {
    return ReplayRates.of(
        measurements.findTop100OrderByLastAtDesc(), settings.assumedReplayRate().toBytes());
  }
}

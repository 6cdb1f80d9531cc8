package dev.meridian.restore.plan;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source beside its catalogue. To be gathered before the catalogue is read, so
 * that the catalogue holds what {@code coveredUntil} promises.
 *
 * @param region whose repository holds its backups
 * @param coveredUntil up to when the archive is known to hold all that the server did; null when
 *     nothing is known
 * @param ended whether the server is gone: nothing can come after what the archive holds
 */
public record Knowledge(
    UUID serverId, String region, @Nullable Instant coveredUntil, boolean ended) {

  /** With what a catalogue says of its end by itself. */
  Knowledge knowing(Catalogue catalogue) {
    return !ended && catalogue.isEnded()
        ? new Knowledge(serverId, region, coveredUntil, true)
        : this;
  }

  boolean covers(Instant target) {
    return ended || (coveredUntil != null && !coveredUntil.isBefore(target));
  }
}

package dev.meridian.host.heartbeat;

import dev.meridian.postgres.settings.OwnSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what is to be recorded of a server's settings: all that go along, when one has changed. */
final class UnrecordedSettings {

  private @Nullable String recorded;

  /** Nothing is known of what is recorded, or these are; empty for none yet. */
  void known(Optional<OwnSettings> last) {
    recorded = last.map(OwnSettings::text).orElse(null);
  }

  /** What is to be recorded; empty if it is. */
  Optional<OwnSettings> of(OwnSettings written) {
    OwnSettings carried = written.carried();
    return carried.text().equals(recorded) ? Optional.empty() : Optional.of(carried);
  }
}

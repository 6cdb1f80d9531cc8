package dev.meridian.backup.protection;

import dev.meridian.backup.settings.RetentionSettings;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** How long everything of a server is kept: what its policy promises, and the grace beyond that. */
@Component
public class KeptFor {

  private final Protection protection;
  private final RetentionSettings settings;

  KeptFor(Protection protection, RetentionSettings settings) {
    this.protection = protection;
    this.settings = settings;
  }

  /** How long that is for a server, as of now. */
  public Duration of(UUID serverId) {
    return with(protection.policyOf(serverId).retention());
  }

  /** How long that would be if a policy promised so much. */
  public Duration with(Duration retention) {
    return retention.plus(settings.grace());
  }
}

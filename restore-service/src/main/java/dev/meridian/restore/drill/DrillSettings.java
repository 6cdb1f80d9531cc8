package dev.meridian.restore.drill;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When and how restores are drilled: {@code meridian.restore-service.drills.*}.
 *
 * @param every how long after a server's drill the next one is due, more or less, so that servers
 *     take turns; zero for none but those that are asked for
 * @param notBefore how long after a server came to be its first one is due at the earliest
 * @param retryAfter how long after one that failed the next one is due
 * @param atOnce how many are done at once, in the whole fleet
 * @param checks how long one may spend on looking through what was restored
 * @param patience how long one whose turn it is waits for a second that can be restored, and for a
 *     host with room
 * @param silence how long a host may say nothing of one that it was told to do
 */
@ConfigurationProperties("meridian.restore-service.drills")
record DrillSettings(
    @DefaultValue("7d") Duration every,
    @DefaultValue("1h") Duration notBefore,
    @DefaultValue("1d") Duration retryAfter,
    @DefaultValue("1") int atOnce,
    @DefaultValue("5m") Duration checks,
    @DefaultValue("10m") Duration patience,
    @DefaultValue("1h") Duration silence) {

  /** Settings that can work. */
  DrillSettings {
    if (atOnce < 1) {
      throw new IllegalArgumentException(
          "meridian.restore-service.drills.at-once must be 1 or more, not " + atOnce);
    }
    if (silence.compareTo(checks) <= 0) {
      throw new IllegalArgumentException(
          "meridian.restore-service.drills.silence must be longer than checks, %s, and not %s"
              .formatted(checks, silence));
    }
  }
}

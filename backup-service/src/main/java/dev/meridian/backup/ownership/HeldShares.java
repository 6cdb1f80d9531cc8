package dev.meridian.backup.ownership;

import dev.meridian.backup.settings.OwnershipSettings;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides which shares this instance holds.
 *
 * <p>While the broker answers, its assignment is the law. While it doesn't, nobody can tell an
 * instance that its shares were given to another one, so claims decide: an instance keeps what
 * nobody else has claimed, and after a while takes what has no owner at all. So the servers are
 * taken care of while the broker is away, and also by an instance that starts then.
 */
@Component
public final class HeldShares {

  private static final Logger log = LoggerFactory.getLogger(HeldShares.class);

  private final Claims claims;
  private final OwnershipSettings settings;
  private final UUID instance = UUID.randomUUID();
  private Set<Integer> held = Set.of();

  HeldShares(Claims claims, OwnershipSettings settings) {
    this.claims = claims;
    this.settings = settings;
  }

  /** Names this instance. */
  public UUID instance() {
    return instance;
  }

  /**
   * The shares that are held from now on.
   *
   * @param assigned what the broker gave
   * @param count how many shares there are
   * @param silentFor for how long the broker has not answered
   */
  public Set<Integer> decide(Set<Integer> assigned, int count, Duration silentFor) {
    boolean heard = silentFor.compareTo(settings.sessionTimeout()) < 0;
    try {
      if (heard) {
        claims.take(assigned, instance);
        held = assigned;
      } else {
        if (silentFor.compareTo(settings.patience()) >= 0) {
          claims.takeAbandoned(count, settings.patience(), instance);
        }
        held = claims.renew(instance);
      }
    } catch (RuntimeException e) {
      log.debug("Cannot ask for claims", e);
      held = heard ? assigned : held;
    }
    return held;
  }

  /** What was held and isn't any more, as the broker said. */
  public Set<Integer> without(Set<Integer> revoked) {
    held =
        held.stream()
            .filter(share -> !revoked.contains(share))
            .collect(Collectors.toUnmodifiableSet());
    return held;
  }
}
